//! Nodes of the plan's graph.

use pgplumb_catalog::{Kind, Name, NodeId as CreationNode, ObjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change is about: an object, or a relationship between objects that is changed by a
/// statement of its own.
///
/// A relationship is never an object with a special name, so an object may have any name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum NodeId {
    /// An object, or an object nested in one: a column, a constraint, a trigger.
    Object(ObjectId),
    /// A placeholder is created before an object that depends on itself: a shell type, or a view
    /// without its query.
    Placeholder { object: ObjectId },
    /// A partition is attached to its table.
    PartitionAttachment { partition: ObjectId },
    /// A partition is detached from its table.
    PartitionDetachment { partition: ObjectId },
    /// The index of a partition is attached to an index of the partitioned table.
    IndexAttachment { table: ObjectId, index: Name },
    /// A sequence becomes owned by a column.
    SequenceOwnership { sequence: ObjectId },
    /// A table begins to inherit from another.
    Inheritance { child: ObjectId, parent: ObjectId },
    /// A table stops inheriting from another.
    InheritanceRemoval { child: ObjectId, parent: ObjectId },
    /// A typed table (`OF`) is no longer of its type.
    TypeRelease { table: ObjectId },
    /// The column lists and row filters of a publication.
    PublicationDetails { publication: ObjectId },
    /// The rows of a table are moved into the table that replaces it.
    RowMove { table: ObjectId },
}

impl NodeId {
    pub fn attachment(partition: &ObjectId) -> Self {
        Self::PartitionAttachment { partition: partition.clone() }
    }

    pub fn detachment(partition: &ObjectId) -> Self {
        Self::PartitionDetachment { partition: partition.clone() }
    }

    pub fn index_attachment(table: &ObjectId, index: &Name) -> Self {
        Self::IndexAttachment { table: table.clone(), index: index.clone() }
    }

    pub fn inheritance(child: &ObjectId, parent: &ObjectId) -> Self {
        Self::Inheritance { child: child.clone(), parent: parent.clone() }
    }

    pub fn inheritance_removal(child: &ObjectId, parent: &ObjectId) -> Self {
        Self::InheritanceRemoval { child: child.clone(), parent: parent.clone() }
    }

    pub fn row_move(table: &ObjectId) -> Self {
        Self::RowMove { table: table.clone() }
    }

    /// The object; `None` for a placeholder, and for a relationship between objects.
    pub fn object(&self) -> Option<&ObjectId> {
        match self {
            Self::Object(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the node is a relationship between objects.
    pub fn connects_objects(&self) -> bool {
        !matches!(self, Self::Object(_) | Self::Placeholder { .. })
    }

    /// The object that the node belongs to: the object itself, or the one whose relationship it is.
    pub fn subject(&self) -> &ObjectId {
        match self {
            Self::Object(id) | Self::Placeholder { object: id } => id,
            Self::PartitionAttachment { partition } | Self::PartitionDetachment { partition } => partition,
            Self::IndexAttachment { table, .. } | Self::RowMove { table } | Self::TypeRelease { table } => {
                table
            }
            Self::SequenceOwnership { sequence } => sequence,
            Self::PublicationDetails { publication } => publication,
            Self::Inheritance { child, .. } | Self::InheritanceRemoval { child, .. } => child,
        }
    }

    /// The object that a step about this node names.
    pub fn named_object(self) -> ObjectId {
        match self {
            Self::IndexAttachment { table, index } => {
                ObjectId { kind: Kind::Index, schema: table.schema, relation: None, name: index }
            }
            node => node.subject().clone(),
        }
    }

    /// What a step about this node does, where that is not to create, alter or drop an object.
    pub fn operation(&self) -> Option<Operation> {
        Some(match self {
            Self::Object(_) => return None,
            Self::Placeholder { .. } => Operation::CreatePlaceholder,
            Self::PartitionAttachment { .. } => Operation::AttachPartition,
            Self::PartitionDetachment { .. } => Operation::DetachPartition,
            Self::IndexAttachment { .. } => Operation::AttachIndex,
            Self::SequenceOwnership { .. } => Operation::SetOwningColumn,
            Self::Inheritance { .. } => Operation::Inherit,
            Self::InheritanceRemoval { .. } => Operation::StopInheriting,
            Self::TypeRelease { .. } => Operation::LeaveType,
            Self::PublicationDetails { .. } => Operation::PublishWholeTables,
            Self::RowMove { .. } => Operation::MoveRows,
        })
    }
}

impl From<ObjectId> for NodeId {
    fn from(id: ObjectId) -> Self {
        Self::Object(id)
    }
}

impl From<CreationNode> for NodeId {
    fn from(node: CreationNode) -> Self {
        match node {
            CreationNode::Object(id) => Self::Object(id),
            CreationNode::Placeholder { object } => Self::Placeholder { object },
            CreationNode::PartitionAttachment { partition } => Self::PartitionAttachment { partition },
            CreationNode::IndexAttachment { table, index } => Self::IndexAttachment { table, index },
            CreationNode::SequenceOwnership { sequence } => Self::SequenceOwnership { sequence },
        }
    }
}

impl PartialEq<ObjectId> for NodeId {
    fn eq(&self, other: &ObjectId) -> bool {
        self.object() == Some(other)
    }
}

/// A change of a relationship between objects.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Creates a placeholder for an object that depends on itself: a shell type, or a view without
    /// its query.
    CreatePlaceholder,
    /// Attaches a partition to its table.
    AttachPartition,
    /// Detaches a partition from its table.
    DetachPartition,
    /// Attaches the index of a partition to an index of the partitioned table.
    AttachIndex,
    /// Sets the column that owns a sequence.
    SetOwningColumn,
    /// Makes a table inherit from another.
    Inherit,
    /// Makes a table stop inheriting from another.
    StopInheriting,
    /// Makes the columns of a typed table its own.
    LeaveType,
    /// Publishes tables without column lists and row filters while a column changes, or with them
    /// again.
    PublishWholeTables,
    /// Moves the rows of a table into the table that replaces it.
    MoveRows,
}
