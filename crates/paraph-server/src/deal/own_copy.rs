//! The file that a signatory signed, if it holds no signature of another signatory: theirs to read before the end.

use super::signatory::Signatory;
use super::{DocumentId, FileId};
use crate::db::{Tx, Value};
use crate::error::Error;

/// Keeps for a signatory the file that they signed, which holds no signature of another signatory.
pub(super) async fn keep(
    tx: &mut Tx,
    me: &Signatory,
    document: &DocumentId,
    file: &FileId,
) -> Result<(), Error> {
    tx.change(
        "insert into own_copy (signatory_id, document_id, file_id) values ($1, $2, $3)",
        &[Value::from(&me.id), Value::from(document), Value::from(file)],
    )
    .await
}

/// The file that a signatory signed, if it holds no signature of another signatory.
pub(crate) async fn find(
    tx: &mut Tx,
    me: &Signatory,
    document: &DocumentId,
) -> Result<Option<FileId>, Error> {
    let mine = [Value::from(&me.id), Value::from(document)];
    let sql = "select file_id from own_copy where signatory_id = $1 and document_id = $2";
    tx.find(sql, &mine).await?.map(|mut row| row.id()).transpose()
}
