import { randomBytes } from 'node:crypto';
import { and, count, eq, ne, sql } from 'drizzle-orm';
import { failuresOf, type ReadEventStateError, readEventState } from '#shared/chain/state/event-state.ts';
import { mintedOrderId } from '#shared/chain/state/ids.ts';
import { authorisedUntil } from '#shared/chain/submit/authorise.ts';
import { type PrepareError, prepare } from '#shared/chain/submit/invoke.ts';
import { nowOf } from '#shared/clock.ts';
import { mintCustodial } from '#shared/contract/registry-args.ts';
import { supports } from '#shared/contract/supports.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { limitRate, type Rule } from '#shared/service/rate-limit.server.ts';
import { type Contact, contactIn, type ReadContactsError } from '../contacts/contact.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type GiftRow, gifts } from '../models/gifts.ts';
import { limits } from '../models/limits.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { freshReference } from '../orders/reference.ts';
import { closingOf } from '../settle/sales-closed.ts';
import type { GiftDeps } from './gift-deps.ts';

/**
 * What an organizer gives away: one ticket of a tier to a phone or an e-mail address. `id` names it, however often it
 * is asked for.
 */
export type WantedGift = { id: string; tier: number; to: string; language: ContactLanguage };

/** What the organizer's wallet signs; `before`: tickets that this guest of the event has got already. */
export type OfferedGift = { id: string; envelope: string; fee: bigint; before: number };

export type OfferGiftError =
	| ReadContactsError
	| ReadEventStateError
	| PrepareError
	| PassaError<'EVENT_TOO_OLD' | 'SALES_CLOSED' | 'GIFT_GIVEN' | 'GIFT_OTHER' | 'TOO_MANY_GIFTS'>;

/** Charged to the account: each gift may send a message to a stranger. */
const byAccount: Rule[] = [
	{ seconds: 600, max: 60 },
	{ seconds: 86_400, max: 500 },
];
/** Wakes the workers of all processes. */
export const giftsChannel = 'relay_gifts';
/** The organizer reads and signs for longer. */
const firstLook = 3_000;

/**
 * Signs, as the relayer, that a complimentary ticket goes into custody, and returns the call for the organizer to sign
 * as its source. The contract takes one owner, tier and nonce once: a call that is signed again, or in another window,
 * gives nothing twice. An open gift of the same tier to the same guest is the same gift. Throws OfferGiftError:
 * GIFT_GIVEN if it was given before.
 */
export async function offerGift(
	deps: GiftDeps,
	by: { event: string; account: string },
	wanted: WantedGift,
): Promise<OfferedGift> {
	const { chain, registry, relayer, clock, db } = deps;
	const contact = contactIn(wanted.to);
	for (const rule of byAccount) {
		const key = `gifts by ${by.account} ${rule.seconds}`;
		await limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_GIFTS' }, clock.now());
	}
	const state = await readEventState(chain.rpcUrl, by.event);
	if (!supports(state.version.version, 'custody'))
		throw new PassaError('EVENT_TOO_OLD', 'This event was published before that was possible.', {
			status: 409,
		});
	// A gift that the contract refuses now must not wait for a signature.
	if (closingOf(state, BigInt(Math.floor(clock.now() / 1000))).closed)
		throw new PassaError('SALES_CLOSED', 'Sales are stopped: no ticket is given now.', { status: 409 });
	const gift = await db.transaction((tx) => openGift(tx, deps, by.event, { ...wanted, contact }));
	const { owner: to, tier, nonce, event } = gift;
	const { operation, signs } = mintCustodial(registry, { event, to, tier, nonce });
	const { transaction, fee } = await prepare({
		chain,
		source: state.config.organizer,
		operation,
		signers: [relayer],
		signatures: new Map([[relayer.publicKey(), signs]]),
		failures: failuresOf(event, state),
	});
	const envelope = transaction.toEnvelope().toXdr('base64');
	// Stored before anybody can sign it.
	await db
		.update(gifts)
		.set({
			txHashes: sql`array_append(${gifts.txHashes}, ${hex(transaction.hash())})`,
			validUntil: sql`greatest(${gifts.validUntil}, ${transaction.timeBounds!.maxTime}::numeric)`,
			validLedger: sql`greatest(${gifts.validLedger}, ${authorisedUntil(envelope, chain.passphrase)}::integer)`,
			wakeAt: new Date(clock.now() + firstLook),
		})
		.where(and(eq(gifts.id, gift.id), eq(gifts.state, 'offered')));
	await db.execute(sql`SELECT pg_notify(${giftsChannel}, '')`);
	return { id: gift.id, envelope, fee, before: await givenBefore(db, gift) };
}

type Opening = WantedGift & { contact: Contact };

/** The gift of this id, or the open one of the same tier to the same guest, or a new one. */
async function openGift(
	tx: Transaction,
	deps: GiftDeps,
	event: string,
	{ id, tier, contact: { kind, value }, language }: Opening,
): Promise<GiftRow> {
	const key = deps.seal.keyOf(kind, value);
	const lock = `gift ${event} ${tier} ${hex(key)}`;
	await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
	const same = and(eq(gifts.event, event), eq(gifts.tier, tier), eq(gifts.key, key));
	const [known] = await tx.select().from(gifts).where(eq(gifts.id, id));
	if (known?.state === 'given') throw given();
	const [open] = await tx
		.select()
		.from(gifts)
		.where(and(same, eq(gifts.state, 'offered')));
	if (open) return open;
	if (known) throw new PassaError('GIFT_OTHER', 'That gift is for somebody else.', { status: 409 });
	const now = nowOf(deps);
	const reference = freshReference();
	const owner = deps.custody.addressOf(reference);
	const nonce = randomBytes(8).readBigUInt64BE();
	const row = { id, event, tier, nonce, reference, owner, kind, key, language };
	const [made] = await tx
		.insert(gifts)
		.values({
			...row,
			chainOrder: mintedOrderId(owner, nonce, tier),
			sealed: deps.seal.seal(value),
			state: 'offered',
			validUntil: 0n,
			validLedger: 0,
			wakeAt: new Date(now.getTime() + firstLook),
			createdAt: now,
		})
		.returning();
	return made!;
}

const given = (): OfferGiftError =>
	new PassaError('GIFT_GIVEN', 'This ticket is given: the guest has it.', { status: 409 });

async function givenBefore(db: Reader, { id, event, key }: GiftRow): Promise<number> {
	const [found] = await db
		.select({ n: count() })
		.from(gifts)
		.where(and(eq(gifts.event, event), eq(gifts.key, key), eq(gifts.state, 'given'), ne(gifts.id, id)));
	return found!.n;
}
