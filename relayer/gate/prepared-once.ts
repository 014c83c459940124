/**
 * A statement that drizzle writes once for a database, and not for each scan: that was a fifth of a scan's work. `make`
 * prepares it with placeholders.
 */
export function preparedOnce<Database extends object, Statement>(
	make: (db: Database) => Statement,
): (db: Database) => Statement {
	const known = new WeakMap<Database, Statement>();
	return (db) => {
		const before = known.get(db);
		if (before) return before;
		const made = make(db);
		known.set(db, made);
		return made;
	};
}
