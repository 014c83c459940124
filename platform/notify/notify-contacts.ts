import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { namedUuid } from '#shared/named-uuid.server.ts';
import type { Seal } from '#shared/seal.server.ts';
import { formerContacts, identities } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { enqueue } from './enqueue.ts';
import type { Words } from './words.ts';

type TellDeps = { seal: Seal; clock: Clock };
type ProvedContact = { kind: 'phone' | 'email'; value: string };

/** How long a number or address that was removed still gets messages about the account's money. */
export const formerMilliseconds = 30 * 24 * 3_600_000;

/** The numbers and addresses that a person has proved by codes, the oldest first. */
export async function provedBy(
	db: Reader,
	{ seal }: Pick<TellDeps, 'seal'>,
	person: string,
): Promise<ProvedContact[]> {
	const rows = await db
		.select({ kind: identities.kind, sealed: identities.sealed })
		.from(identities)
		.where(and(eq(identities.account, person), inArray(identities.kind, ['phone', 'email'])))
		.orderBy(asc(identities.createdAt), asc(identities.id));
	return rows.map(({ kind, sealed }) => ({ kind: kind as 'phone' | 'email', value: seal.open(sealed!) }));
}

/**
 * To every number and address of a person, and to those that were removed lately: else a thief would remove them first, and
 * nobody would know. With `id`, each gets it once. Returns how many the person has now.
 */
export async function notifyContacts(
	deps: TellDeps,
	tx: Reader,
	person: string,
	words: Words,
	{ id, lasts }: { id?: string; lasts: number },
): Promise<number> {
	const { seal, clock } = deps;
	const createdAt = new Date(clock.now());
	const expiresAt = new Date(createdAt.getTime() + lasts);
	const current = await provedBy(tx, deps, person);
	const former = await tx
		.select({ kind: formerContacts.kind, sealed: formerContacts.sealed })
		.from(formerContacts)
		.where(
			and(
				eq(formerContacts.account, person),
				gt(formerContacts.removedAt, new Date(createdAt.getTime() - formerMilliseconds)),
			),
		);
	const all = new Map(
		[...current, ...former.map(({ kind, sealed }) => ({ kind, value: seal.open(sealed) }))].map((each) => [
			each.value,
			each,
		]),
	);
	for (const { kind, value } of all.values()) {
		const message = { channel: kind === 'phone' ? 'sms' : 'email', to: value, ...words } as const;
		const notice = id === undefined ? {} : { notice: idFor(id, value) };
		await enqueue(tx, seal, message, { createdAt, expiresAt, ...notice });
	}
	return current.length;
}

/** A person may have a number and an address: each gets its message once. */
export const idFor = (id: string, value: string): string => namedUuid(`${id} ${value}`);
