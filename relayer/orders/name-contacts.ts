import { sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { type Contact, type ReadContactsError, readContacts } from '../contacts/contact.ts';
import { hasEnded } from '../contacts/has-ended.ts';
import { payerOf } from '../contacts/payer.ts';
import { type SetContactsError, setContacts } from '../contacts/set-contacts.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type FindEventError, findEvent } from './find-event.ts';
import { type LockOrderError, lockFirst } from './move-order.ts';
import type { OrderDeps } from './order-deps.ts';
import type { NameContact } from './order-schemas.ts';
import type { WalletOrdersError } from './wallet-orders.ts';

export type NameContactsError =
	| ReadContactsError
	| LockOrderError
	| FindEventError
	| SetContactsError
	| PassaError<'EVENT_OVER' | 'NO_NUMBER_PAID'>;

type Deps = Pick<OrderDeps, 'db' | 'clock' | 'seal'>;

/**
 * Names who gets an order's messages and opens it by a code, instead of those named before; none: the number that pays.
 * The caller holds the order's own token. Throws NameContactsError; nothing has changed then.
 */
export async function nameContacts(deps: Deps, no: bigint, wanted: NameContact): Promise<void> {
	const typed = readContacts(wanted);
	await deps.db.transaction(async (tx) => {
		const order = await lockFirst(tx, no);
		await refuseOver(tx, order.event, nowOf(deps));
		const named = wanted.keepPayer ? withPayer(typed, await payerAsContact(tx, deps, order.no)) : typed;
		await applyContacts(tx, deps, order, named, wanted.language);
	});
}

/** Names the contacts of an order of ours that the caller has locked, or has just made. Throws SetContactsError. */
export function applyContacts(
	tx: Transaction,
	deps: Deps,
	{ no, event, state }: OrderRow,
	named: Contact[],
	language: ContactLanguage,
): Promise<void> {
	const order = { event, orderNo: no, chainOrder: null, chainQty: null, buyerKey: null };
	const wanted = { contacts: named, language, isIssued: state === 'issued' };
	return setContacts(tx, deps, order, wanted, nowOf(deps));
}

const withPayer = (typed: Contact[], payer: Contact): Contact[] =>
	typed.some(({ value }) => value === payer.value) ? typed : [...typed, payer];

async function payerAsContact(tx: Transaction, { seal }: Deps, no: bigint): Promise<Contact> {
	const payer = await payerOf(tx, no);
	if (payer?.sealed) return { kind: 'phone', value: seal.open(payer.sealed) };
	throw new PassaError('NO_NUMBER_PAID', 'No number has paid for this order yet: give one.', { status: 409 });
}

async function refuseOver(tx: Transaction, event: string, now: Date): Promise<void> {
	if (!hasEnded(await findEvent(tx, event), now)) return;
	throw new PassaError('EVENT_OVER', 'The event is over.', { status: 409 });
}

export type NameChainContactsError =
	| Exclude<NameContactsError, PassaError<'NO_NUMBER_PAID'>>
	| PassaError<'ORDER_NOT_FOUND'>
	| WalletOrdersError;

type ChainDeps = Deps & Pick<OrderDeps, 'walletOrders'>;

/**
 * The same for an order that a wallet bought, by a person whose account has proved that wallet by its signature. An order
 * of another wallet is a missing one. Throws NameChainContactsError.
 */
export async function nameChainContacts(
	deps: ChainDeps,
	of: { event: string; order: string },
	{ wallets }: Pick<Session, 'wallets'>,
	wanted: Omit<NameContact, 'keepPayer'>,
): Promise<void> {
	const named = readContacts(wanted);
	const event = await findEvent(deps.db, of.event);
	const bought = (await deps.walletOrders?.(event.no, of.order)) ?? null;
	if (!bought || !wallets.includes(bought.buyer))
		throw new PassaError('ORDER_NOT_FOUND', 'There is no such order of this wallet.', { status: 404 });
	const order = {
		event: event.event,
		orderNo: null,
		chainOrder: BigInt(of.order),
		chainQty: bought.qty,
		buyerKey: deps.seal.keyOf('wallet', bought.buyer),
	};
	const { language } = wanted;
	await deps.db.transaction(async (tx) => {
		const lock = `contacts ${event.event} ${of.order}`;
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
		await refuseOver(tx, event.event, nowOf(deps));
		await setContacts(tx, deps, order, { contacts: named, language, isIssued: true }, nowOf(deps));
	});
}
