import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { cash, spare } from '../accounting.ts';
import type { Order } from '../event-version.ts';
import type { EventOf } from '../passa-event.ts';
import { flags } from './flags.ts';
import { takeBack } from './replay-credits.ts';
import { day, type Run } from './replay-run.ts';
import { allOf, samePayer, type Ticket, ticketsOf } from './replay-tickets.ts';

/** How long the organizer may fund a cancel before refunds are in proportion. */
const funding = 7n * day;
/** From the end of the day of settlement. */
const reversalLimit = 31n * day;

/** Tickets of one order that stop being tickets, all with one holder and one payer. */
type Voiding = { id: bigint; order: Order; mask: number; first: Ticket; resales: number; face: bigint };

/** Who signs is in no event: only that the receiver has the right to the money, and how much. */
export function refunded(run: Run, { payload }: EventOf<'refunded'>): void {
	const { counters, terms } = run.state;
	const { payer, commissions, delivered, mask, order: id, paid } = payload;
	const voiding = open(run, id, mask);
	if (!voiding) return;
	const { first, order, face } = voiding;
	const right = first.payer.treasury ? null : first.payer.address;
	run.must('wrongRefunds', payer === right);
	if (run.has(flags.cancelled)) run.must('wrongRefunds', paid === ofCancelled(run, face) && paid > 0n);
	else
		run.must(
			'wrongRefunds',
			paid === face && ((order.listed & mask) === 0 || run.now >= terms.policy.freeze_at),
		);
	counters.refunded += paid;
	apply(run, voiding, commissions);
	run.must('wrongRefunds', run.has(flags.cancelled) || spare(run.books) >= 0n);
	if (payer === null) run.deliverToTreasury(paid, delivered);
	else run.deliver(payer, paid, delivered);
}

/** All of it if there is enough for everybody; in proportion once the organizer had the time to fund it; else nothing. */
function ofCancelled(run: Run, face: bigint): bigint {
	const { cancelledAt } = run.powers;
	const [held, refundable] = [cash(run.books), run.state.counters.refundable];
	if (held >= refundable) return face;
	return run.now < run.extended(cancelledAt, cancelledAt + funding) ? 0n : (face * held) / refundable;
}

/** A reversed payment takes its unused tickets back. What the event lacks of the money the treasury bears. */
export function reversed(run: Run, { payload }: EventOf<'reversed'>): void {
	const { counters } = run.state;
	const { commissions, delivered, mask, order: id, paid, shortfall } = payload;
	const voiding = open(run, id, mask);
	if (!voiding) return;
	const { first, order, face, resales } = voiding;
	const settledAt = BigInt(order.day) * day;
	run.must('wrongRefunds', order.fiat && first.payer.treasury && (order.used & mask) === 0 && resales === 0);
	run.must('wrongRefunds', run.now < run.extended(settledAt, settledAt + reversalLimit));
	const [held, refundable] = [cash(run.books), counters.refundable];
	counters.refunded += face;
	apply(run, voiding, commissions);
	const inProportion = held < refundable ? (face * held) / refundable : face;
	const expected = run.has(flags.cancelled) ? inProportion : within(face + spare(run.books), face);
	run.must('wrongRefunds', paid === expected && shortfall === face - paid);
	counters.shortfalls += shortfall;
	run.deliverToTreasury(paid, delivered);
}

const within = (amount: bigint, most: bigint): bigint => (amount < 0n ? 0n : amount > most ? most : amount);

/** Null if there is no such order. Before a cancel a used ticket stays. */
function open(run: Run, id: bigint, mask: number): Voiding | null {
	const order = run.order(id);
	run.must('wrongRefunds', !run.isFrozen && !!order && mask !== 0 && (mask & ~allOf(order)) === 0);
	const tickets = order ? ticketsOf(run, id, mask) : [];
	const [first] = tickets;
	if (!order || !first) {
		run.must('wrongRefunds', false);
		return null;
	}
	const isAlike = (t: Ticket) =>
		t.owner === first.owner && samePayer(t.payer, first.payer) && t.custodial === first.custodial;
	run.must('wrongRefunds', !order.complimentary && (mask & order.refunded) === 0 && tickets.every(isAlike));
	run.must('wrongRefunds', run.has(flags.cancelled) || (mask & order.used) === 0);
	const face = run.price(order.tier) * BigInt(indexesOf(mask).length);
	return { id, order, mask, first, resales: Math.max(...tickets.map((t) => t.resales)), face };
}

/** Seats go back to the rail they came from, and before a cancel creators lose what they earned. */
function apply(run: Run, { id, order, mask, face }: Voiding, commissions: [string, bigint][]): void {
	const qty = indexesOf(mask).length;
	if (run.has(flags.cancelled)) run.must('wrongCommissions', commissions.length === 0);
	else takeBack(run, id, qty, commissions);
	const count = run.count(order.tier);
	count.sold -= qty;
	if (order.fiat) count.fiatSold -= qty;
	run.state.counters.refundable -= face;
	order.refunded |= mask;
}
