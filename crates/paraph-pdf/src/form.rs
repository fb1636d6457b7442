//! The fields of the interactive form (ISO 32000-2 § 12.7), with what they inherit. The walk is bounded and cannot loop.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::view::View;

/// One field that can hold a value.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field object.
    pub id: ObjectId,
    /// The fully qualified name: the partial names from the root down, joined by full stops (§ 12.7.4.2).
    pub name: String,
    /// `Btn`, `Tx`, `Ch` or `Sig`, possibly inherited.
    pub kind: Option<Name>,
    /// The value, possibly inherited, unresolved.
    pub value: Option<Object>,
    /// The field flags, possibly inherited.
    pub flags: i64,
    /// The field's own dictionary.
    pub dictionary: Dictionary,
    /// Its widget annotations: itself where the two dictionaries are merged.
    pub widgets: Vec<ObjectId>,
}

impl Field {
    /// Whether this is a field of the given type.
    #[must_use]
    pub fn is_kind(&self, kind: &[u8]) -> bool {
        self.kind.as_ref().is_some_and(|own| own.as_bytes() == kind)
    }
}

/// Keys of a node by which the tree is read.
const TREE_KEYS: [&[u8]; 4] = [b"T", b"FT", b"Ff", b"Kids"];

/// What was read of one root of the form, and where it stood.
#[derive(Default)]
pub(crate) struct Tree {
    fields: Vec<Arc<Field>>,
    nodes: Vec<ObjectId>,
    places: Vec<(ObjectId, Range<u64>)>,
}

impl Tree {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

/// What a node hands down.
#[derive(Clone, Default)]
struct Inherited {
    name: Option<String>,
    kind: Option<Name>,
    value: Option<Object>,
    flags: i64,
}

impl View<'_> {
    /// The interactive form dictionary, if there is one.
    ///
    /// # Errors
    /// As [`View::resolve`].
    pub fn form(&self) -> Result<Option<Dictionary>, Error> {
        self.dictionary(&self.catalog()?, b"AcroForm")
    }

    /// The terminal fields of the interactive form, in tree order.
    ///
    /// # Errors
    /// If the tree loops, is too large, or one of its nodes cannot be read.
    pub fn fields(&self) -> Result<Vec<Field>, Error> {
        Ok(self.shared_fields()?.iter().map(|field| Field::clone(field)).collect())
    }

    /// As [`Self::fields`]; what other revisions read before, and is the same in this one, is not read again.
    ///
    /// # Errors
    /// As [`Self::fields`].
    pub fn shared_fields(&self) -> Result<Vec<Arc<Field>>, Error> {
        let Some(form) = self.form()? else { return Ok(Vec::new()) };
        let mut fields = Vec::new();
        let mut seen = HashSet::new();
        let roots: Vec<ObjectId> =
            self.array(&form, b"Fields")?.iter().filter_map(Object::as_reference).collect();
        for root in &roots {
            let known = self.cache().tree(*root).filter(|tree| self.is_same(tree));
            let tree = match known {
                Some(tree) => tree,
                None => self.tree(*root, roots.len())?,
            };
            for node in &tree.nodes {
                if !seen.insert(*node) {
                    return Err(Error::TreeLoops { id: *node });
                }
            }
            if seen.len() > limits::NODES_MAX {
                return Err(Error::LimitIsExceeded { what: "form fields" });
            }
            fields.extend(tree.fields.iter().map(Arc::clone));
        }
        Ok(fields)
    }

    /// Whether everything that was read of a tree stands where it stood.
    fn is_same(&self, tree: &Tree) -> bool {
        tree.places.iter().all(|(id, place)| self.place(*id).as_ref() == Some(place))
    }

    /// What hangs on one root.
    fn tree(&self, root: ObjectId, roots: usize) -> Result<Arc<Tree>, Error> {
        let mut tree = Tree::default();
        let mut seen = HashSet::new();
        let mut read = vec![root];
        let mut is_direct = true;
        let mut pending = vec![(root, Inherited::default())];
        while let Some((id, inherited)) = pending.pop() {
            if !seen.insert(id) {
                return Err(Error::TreeLoops { id });
            }
            if seen.len().saturating_add(pending.len()).saturating_add(roots) > limits::NODES_MAX {
                return Err(Error::LimitIsExceeded { what: "form fields" });
            }
            tree.nodes.push(id);
            let Object::Dictionary(node) = self.object(id)? else { continue };
            is_direct &= TREE_KEYS.iter().all(|key| node.get(key).and_then(Object::as_reference).is_none());
            let own = self.inherit(&node, inherited)?;
            let (children, widgets) = self.kids(&node)?;
            read.extend(children.iter().chain(&widgets));
            if children.is_empty() {
                let widgets = if widgets.is_empty() { vec![id] } else { widgets };
                tree.fields.push(Arc::new(Field {
                    id,
                    name: own.name.unwrap_or_default(),
                    kind: own.kind,
                    value: own.value,
                    flags: own.flags,
                    dictionary: node,
                    widgets,
                }));
            } else {
                pending.extend(children.into_iter().rev().map(|child| (child, own.clone())));
            }
        }
        let places: Option<Vec<_>> = read.into_iter().map(|id| Some((id, self.place(id)?))).collect();
        tree.places = places.unwrap_or_default();
        let is_kept = is_direct && !tree.places.is_empty();
        let tree = Arc::new(tree);
        if is_kept {
            self.cache().keep_tree(root, &tree);
        }
        Ok(tree)
    }

    /// The value of a key of a field or widget, its own or that of the nearest node above it which has one, resolved; null
    /// if there is none (§ 12.7.4.1).
    ///
    /// # Errors
    /// As [`View::resolve`].
    pub fn inherited(&self, node: &Dictionary, key: &[u8]) -> Result<Object, Error> {
        let mut own = self.value(node, key)?;
        let mut parent = node.get(b"Parent").cloned();
        for _ in 0..limits::PARENTS_MAX {
            let Some(above) = parent.filter(|_| own == Object::Null) else { break };
            let Object::Dictionary(above) = self.resolve(&above)? else { break };
            own = self.value(&above, key)?;
            parent = above.get(b"Parent").cloned();
        }
        Ok(own)
    }

    /// The fully qualified name of a field or widget, from its parents (§ 12.7.4.2).
    ///
    /// # Errors
    /// As [`View::resolve`].
    pub fn qualified_name(&self, node: &Dictionary) -> Result<String, Error> {
        let mut parts = Vec::new();
        let mut node = Some(node.clone());
        for _ in 0..limits::PARENTS_MAX {
            let Some(found) = node else { break };
            parts.extend(self.value(&found, b"T")?.as_string().map(crate::object::PdfString::to_text));
            node = self.dictionary(&found, b"Parent")?;
        }
        parts.reverse();
        Ok(parts.join("."))
    }

    fn inherit(&self, node: &Dictionary, from: Inherited) -> Result<Inherited, Error> {
        let part = self.value(node, b"T")?.as_string().map(crate::object::PdfString::to_text);
        let name = match (from.name, part) {
            (Some(parent), Some(part)) => Some(format!("{parent}.{part}")),
            (parent, part) => part.or(parent),
        };
        Ok(Inherited {
            name,
            kind: self.value(node, b"FT")?.as_name().cloned().or(from.kind),
            value: node.get(b"V").cloned().or(from.value),
            flags: self.value(node, b"Ff")?.as_integer().unwrap_or(from.flags),
        })
    }

    /// Kids that are fields (they have a partial name or kids), and kids that are widgets.
    fn kids(&self, node: &Dictionary) -> Result<(Vec<ObjectId>, Vec<ObjectId>), Error> {
        let (mut fields, mut widgets) = (Vec::new(), Vec::new());
        for kid in self.array(node, b"Kids")? {
            let Some(id) = kid.as_reference() else { continue };
            match self.object(id)? {
                Object::Dictionary(child) if child.contains(b"T") || child.contains(b"Kids") => {
                    fields.push(id)
                }
                Object::Dictionary(_) => widgets.push(id),
                _ => {}
            }
        }
        Ok((fields, widgets))
    }
}
