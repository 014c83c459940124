/** The entry of a closed table for a code from outside: a newer server may send a code that this page does not know. */
export const entryOf = <Table extends object>(table: Table, code: string): Table[keyof Table] | undefined =>
	Object.hasOwn(table, code) ? table[code as keyof Table] : undefined;
