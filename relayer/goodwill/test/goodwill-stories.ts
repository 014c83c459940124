import { eq } from 'drizzle-orm';
import { send, signWith } from '#shared/chain/submit/invoke.ts';
import type { OrderRow } from '../../models/orders.ts';
import { refundRequests } from '../../models/refund-requests.ts';
import { type RefundsFixture, refundable } from '../../refunds/test/fixture.ts';
import { announce, orderOf } from '../../test/fixture.ts';
import {
	type GoodwillDeps,
	type OfferedGoodwill,
	offerGoodwill,
	type WantedOffer,
} from '../offer-goodwill.ts';
import { requestGoodwill } from '../request-goodwill.ts';

/** Its terms give nothing back; all revenue is held until the event is over. */
export const closed = (f: RefundsFixture) => announce(f, refundable(f, { refund_until: 0n }));
export const issued = async (f: RefundsFixture, event: string, quantities: number[]) =>
	Promise.all((await f.issued(event, quantities)).map(({ no }) => orderOf(f, no)));
export const deps = (f: RefundsFixture): GoodwillDeps => ({ ...f.settle, relayer: f.settle.signer.relayer });
export const askFor = (
	f: RefundsFixture,
	order: OrderRow,
	tickets: number[] | null = null,
	note = 'My mother is ill.',
) => requestGoodwill(deps(f), order, { tickets, note });
export const offer = (f: RefundsFixture, order: OrderRow, change: Partial<WantedOffer> = {}) =>
	offerGoodwill(
		deps(f),
		{ event: order.event, account: 'organizer' },
		{ reference: order.reference, tickets: null, note: null, request: null, ...change },
	);
/** The organizer's wallet signs; nothing is sent. */
export async function signOnly(f: RefundsFixture, { call }: OfferedGoodwill): Promise<string> {
	const { chain, organizer } = f.chainFixture;
	return signWith(organizer, chain.passphrase)(call!.envelope);
}
/** The organizer's wallet signs, and the browser sends. */
export const sign = async (f: RefundsFixture, offered: OfferedGoodwill): Promise<void> =>
	void (await send(f.chainFixture.chain, await signOnly(f, offered)));
export const stateOf = async (f: RefundsFixture, id: string) => {
	const [row] = await f.db.select().from(refundRequests).where(eq(refundRequests.id, id));
	return [row!.state, row!.answer];
};
/** What the organizer was given to sign can land no more. */
export function letExpire({ chainFixture, clock }: RefundsFixture): void {
	const { network } = chainFixture.localnet;
	network.advance(120);
	for (let i = 0; i < 102; i++) network.close();
	clock.advance(5 * 60_000);
}
