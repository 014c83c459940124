import { Client, DatabaseError } from 'pg';

/** A process has about 200 statements. What goes beyond, such as lists of every length, is parsed each time. */
const mostStatements = 400;
/** Many rows at once make a long text that is seldom seen again. */
const longestText = 4000;
const names = new Map<string, string>();

/** `feature_not_supported`: "cached plan must not change result type". `invalid_sql_statement_name`: the server dropped it. */
const staleCodes: readonly (string | undefined)[] = ['0A000', '26000'];

type Statement = { text?: unknown; name?: string };
type Send = (...all: unknown[]) => unknown;
type Done = (error: Error | null, result: unknown) => void;

/**
 * A connection on which PostgreSQL parses and plans each statement once, not each time: half of the work of a short
 * one. drizzle gives its statements no names; here a text has one name in the whole process.
 *
 * Another process may migrate the schema meanwhile. If the server then refuses a statement that it parsed before, all
 * statements of this connection get new names. A refused statement changed nothing, so outside of a transaction it is
 * sent again. A transaction fails, and its next try succeeds.
 */
export class PreparingClient extends Client {
	#generation = 0;

	override query = ((statement: Statement | string, ...rest: unknown[]) => {
		const send = (...all: unknown[]) => (super.query as Send)(...all);
		const name = typeof statement === 'object' ? nameOf(statement) : undefined;
		if (!name) return send(statement, ...rest);
		const sendNamed = (...all: unknown[]) =>
			send({ ...(statement as Statement), name: `${name}.${this.#generation}` }, ...all);
		const done = rest.at(-1);
		if (typeof done !== 'function')
			return (sendNamed(...rest) as Promise<unknown>).catch((error) => {
				if (this.#mayRepeat(error)) return sendNamed(...rest);
				throw error;
			});
		const values = rest.slice(0, -1);
		return sendNamed(...values, (error: Error | null, result: unknown) =>
			this.#mayRepeat(error) ? sendNamed(...values, done) : (done as Done)(error, result),
		);
	}) as Client['query'];

	/** Statements get new names after such an error. It can be sent again if no transaction has failed with it. */
	#mayRepeat(error: unknown): boolean {
		if (!(error instanceof DatabaseError) || !staleCodes.includes(error.code)) return false;
		this.#generation += 1;
		return this.getTransactionStatus() === 'I';
	}
}

function nameOf({ text, name }: Statement): string | undefined {
	if (name || typeof text !== 'string' || text.length > longestText) return name;
	const known = names.get(text);
	if (known || names.size >= mostStatements) return known;
	names.set(text, `s${names.size + 1}`);
	return names.get(text);
}
