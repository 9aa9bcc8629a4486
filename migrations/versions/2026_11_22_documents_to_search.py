"""documents to search

Revision ID: 5e1f0a7c2b90
Revises: 0f442dedadd7
"""

import sqlalchemy as sa
from alembic import op

revision = "5e1f0a7c2b90"
down_revision = "0f442dedadd7"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(name, people, genres, body,"
    " content='search_document', content_rowid='id', tokenize='unicode61', prefix='1 2 3')",
    "CREATE VIRTUAL TABLE search_trigrams USING fts5(name,"
    " content='search_document', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN"
    " INSERT INTO search_words(rowid, name, people, genres, body)"
    " VALUES (new.id, new.name, new.people, new.genres, new.body);"
    " INSERT INTO search_trigrams(rowid, name) VALUES (new.id, new.name); END",
    "CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN"
    " INSERT INTO search_words(search_words, rowid, name, people, genres, body)"
    " VALUES ('delete', old.id, old.name, old.people, old.genres, old.body);"
    " INSERT INTO search_trigrams(search_trigrams, rowid, name) VALUES ('delete', old.id, old.name); END",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', people), 'B') ||"
    " setweight(to_tsvector('simple', genres), 'C') || setweight(to_tsvector('simple', body), 'D')) STORED",
    "CREATE INDEX search_document_words ON search_document USING gin (words)",
    "CREATE INDEX search_document_names ON search_document USING gin (name gin_trgm_ops)",
)


def upgrade() -> None:
    """One table for both; an index that each database is good at."""
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("genres", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("uq_search_document_kind_row_id", "search_document", ["kind", "row_id"], unique=True)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Documents are made from the catalogue: nothing is lost."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
        op.execute("DROP TABLE search_trigrams")
    op.drop_table("search_document")
