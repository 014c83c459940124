import { isNull, lt, or, sql } from 'drizzle-orm';
import { check, integer, smallint, text } from 'drizzle-orm/pg-core';
import type { KnownLedger } from '#shared/chain/known-ledger.ts';
import { PassaError } from '#shared/errors.ts';
import { type Database, relay } from './schema.ts';

/**
 * One row: the network that these orders, batches and payouts are of, and a ledger of it. A network that was reset has
 * the same passphrase, and may have the same contracts; it lacks this ledger.
 */
export const network = relay.table(
	'network',
	{
		id: smallint().primaryKey().default(1),
		passphrase: text().notNull(),
		registry: text().notNull(),
		/** A ledger that was read, and its hash; null before the first. It only moves on. */
		ledger: integer(),
		hash: text(),
	},
	(t) => [check('network_one', sql`${t.id} = 1`)],
);

type Identity = { passphrase: string; registry: string };

/**
 * Names the network of an empty database, or compares. Returns the ledger that it was last known by. Throws
 * DATABASE_OF_ANOTHER_CHAIN for another network or registry.
 */
export async function openNetwork(
	db: Database,
	{ passphrase, registry }: Identity,
): Promise<KnownLedger | null> {
	await db.insert(network).values({ passphrase, registry }).onConflictDoNothing();
	const [found] = await db.select().from(network);
	const { ledger, hash } = found!;
	if (found!.passphrase === passphrase && found!.registry === registry)
		return ledger === null || hash === null ? null : { sequence: ledger, hash };
	throw new PassaError(
		'DATABASE_OF_ANOTHER_CHAIN',
		`the database holds the orders of registry ${found!.registry} on "${found!.passphrase}", not of ${registry} on "${passphrase}"; give the relayer its own one`,
	);
}

/** Keeps a newer ledger. */
export async function keepLedger(db: Database, { sequence, hash }: KnownLedger): Promise<void> {
	await db
		.update(network)
		.set({ ledger: sequence, hash })
		.where(or(isNull(network.ledger), lt(network.ledger, sequence)));
}
