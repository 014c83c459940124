import { and, eq } from 'drizzle-orm';
import { type Contact, maskContact, maskPhone } from '../contacts/contact.ts';
import { payerOf } from '../contacts/payer.ts';
import { notices } from '../models/contacts.ts';
import { type HandoverRow, handovers, type WalletMoveRow, walletMoves } from '../models/handovers.ts';
import type { Reader } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { HandoverView, OrderTickets } from './handover-schemas.ts';

type Masking = { db: Reader; seal: RelayerSeal };
type Sent = NonNullable<OrderTickets['items'][number]['sent']>;

/** Empty once it is redacted. */
export const maskedTo = (
	seal: RelayerSeal,
	{ kind, sealed }: Pick<HandoverRow, 'kind' | 'sealed'>,
): string => (sealed ? maskContact({ kind, value: seal.open(sealed) } satisfies Contact) : '');

/** Who sent a ticket, masked: the number that paid, or the receiver of the handover that it follows. */
export async function maskedFrom(
	{ db, seal }: Masking,
	{ orderNo, follows }: Pick<HandoverRow, 'orderNo' | 'follows'>,
): Promise<string> {
	if (follows !== null) {
		const [before] = await db.select().from(handovers).where(eq(handovers.id, follows));
		return before ? maskedTo(seal, before) : '';
	}
	const payer = await payerOf(db, orderNo);
	return payer?.sealed ? maskPhone(seal.open(payer.sealed)) : '';
}

export async function sentView({ db, seal }: Masking, row: HandoverRow): Promise<Sent> {
	const [notice] = await db
		.select({ state: notices.state })
		.from(notices)
		.where(and(eq(notices.kind, 'handover_offered'), eq(notices.subject, row.id)));
	const { id, state, kind, expiresAt } = row;
	return {
		id,
		// What became of it afterwards is its receiver's.
		state: state === 'passed_on' ? 'claimed' : state,
		kind,
		to: maskedTo(seal, row),
		expiresAt: expiresAt.toISOString(),
		notice: notice?.state ?? null,
	};
}

/** An order's moves to wallets, the newest first, also those that the contract refused. */
export const movesOf = (db: Reader, orderNo: bigint): Promise<WalletMoveRow[]> =>
	db
		.select()
		.from(walletMoves)
		.where(eq(walletMoves.orderNo, orderNo))
		.then((rows) => rows.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()));

/** The newest of these that has the ticket. */
export function walletView(moves: WalletMoveRow[], index: number): HandoverView['wallet'] {
	const found = moves.find(({ mask }) => (mask >> index) & 1);
	if (!found) return null;
	const { to, state, reason, txHash } = found;
	return { to, state, reason, txHash };
}
