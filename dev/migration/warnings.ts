/** Statements that delete data or fail on existing rows. `$table` is the statement's table, `$name` the match's name. */
const risks: [RegExp, string][] = [
  [/^DROP TABLE/g, 'deletes the table $table and all of its rows'],
  [
    /DROP COLUMN "(\w+)"/g,
    'deletes the values in $table.$name (to rename the column or change its type, edit the SQL)',
  ],
  [/ADD COLUMN +"(\w+)" (?![^,]* DEFAULT )[^,]* NOT NULL/g, 'fails if $table has rows: $name has no default'],
  [/ALTER COLUMN "(\w+)" SET NOT NULL/g, 'fails if a row in $table has no $name'],
  [/ALTER COLUMN "(\w+)" (?:SET DATA )?TYPE/g, 'fails if a value in $table.$name does not fit the new type'],
  [/^CREATE UNIQUE INDEX "(\w+)"/g, 'fails if $table has duplicates ($name)'],
  [/ADD CONSTRAINT "(\w+)" FOREIGN KEY/g, 'fails if a row in $table refers to a row that does not exist ($name)'],
]

/** Warnings about generated SQL, one sentence each. */
export function warningsOf(sql: string): string[] {
  const statements = sql
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
  const created = statements.map((statement) => /^CREATE TABLE "(\w+)"/.exec(statement)?.[1])
  return statements.flatMap((statement) => {
    const table = /(?:TABLE|ON) "(\w+)"/.exec(statement)?.[1] ?? ''
    // A table created by the same migration is empty.
    if (created.includes(table)) return []
    return risks.flatMap(([pattern, warning]) =>
      [...statement.matchAll(pattern)].map(([, name = '']) => warning.replace('$table', table).replace('$name', name)),
    )
  })
}
