-- What a file takes on the disk, in blocks of 4096 bytes, so that what a project keeps can be counted. Files of before are
-- measured by the program.
alter table file add column blocks bigint;
create index file_by_project on file (project_id);
