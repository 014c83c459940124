import { Client } from 'pg';

/** A process has about 200 statements. What goes beyond, such as lists of every length, is parsed each time. */
const mostStatements = 400;
/** Many rows at once make a long text that is seldom seen again. */
const longestText = 4000;
const names = new Map<string, string>();

type Statement = { text?: unknown; name?: string };

/**
 * A connection on which PostgreSQL parses and plans each statement once, not each time: half of the work of a short
 * one. drizzle gives its statements no names; here a text has one name in the whole process.
 */
export class PreparingClient extends Client {
	override query = ((statement: Statement | string, ...rest: unknown[]) => {
		const name = typeof statement === 'object' ? nameOf(statement) : undefined;
		const named = name ? { ...(statement as Statement), name } : statement;
		return (super.query as (...all: unknown[]) => unknown)(named, ...rest);
	}) as Client['query'];
}

function nameOf({ text, name }: Statement): string | undefined {
	if (name || typeof text !== 'string' || text.length > longestText) return name;
	const known = names.get(text);
	if (known || names.size >= mostStatements) return known;
	names.set(text, `s${names.size + 1}`);
	return names.get(text);
}
