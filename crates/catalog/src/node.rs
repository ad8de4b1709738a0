//! Nodes of the creation graph.

use crate::{Kind, Name, ObjectId};

/// A node of the creation graph: an object, or a statement that connects two objects and has a
/// place of its own in the order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NodeId {
    /// An object, or a constraint, default, index or other object nested in one.
    Object(ObjectId),
    /// A placeholder for an object: a shell type, or a view without its query.
    Placeholder {
        /// The object.
        object: ObjectId,
    },
    /// `ALTER TABLE … ATTACH PARTITION` of this partition.
    PartitionAttachment {
        /// The partition.
        partition: ObjectId,
    },
    /// `ALTER INDEX … ATTACH PARTITION` of a partition's index.
    IndexAttachment {
        /// The partition.
        table: ObjectId,
        /// Its index.
        index: Name,
    },
    /// `ALTER SEQUENCE … OWNED BY` of this sequence.
    SequenceOwnership {
        /// The sequence.
        sequence: ObjectId,
    },
}

impl NodeId {
    /// The node that attaches a partition.
    pub fn attachment(partition: &ObjectId) -> Self {
        Self::PartitionAttachment { partition: partition.clone() }
    }

    /// The object that the node creates; `None` for a placeholder, and for a node that connects
    /// objects.
    pub fn object(&self) -> Option<&ObjectId> {
        match self {
            Self::Object(id) => Some(id),
            Self::Placeholder { .. }
            | Self::PartitionAttachment { .. }
            | Self::IndexAttachment { .. }
            | Self::SequenceOwnership { .. } => None,
        }
    }

    /// The kind of objects that outputs list the node with.
    pub fn listed_with(&self) -> Kind {
        match self {
            Self::Object(id) | Self::Placeholder { object: id } => id.kind,
            Self::PartitionAttachment { .. } | Self::IndexAttachment { .. } => Kind::Constraint,
            Self::SequenceOwnership { .. } => Kind::Default,
        }
    }

    /// Whether the node creates an object of this kind.
    pub fn is_of_kind(&self, kind: Kind) -> bool {
        self.object().is_some_and(|id| id.kind == kind)
    }
}

impl From<ObjectId> for NodeId {
    fn from(id: ObjectId) -> Self {
        Self::Object(id)
    }
}

impl PartialEq<ObjectId> for NodeId {
    fn eq(&self, other: &ObjectId) -> bool {
        self.object() == Some(other)
    }
}
