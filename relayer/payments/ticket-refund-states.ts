import type { TicketRefundState } from '../models/ticket-refunds.ts';

/**
 * A refund of issued tickets. First the chain takes the tickets back, and the treasury gets their USDC; then the provider
 * returns the shillings. So nobody has both money and tickets, whenever a process dies.
 *
 *     proposed ── a second person agrees ──┐
 *        │                                 ▼
 *        │                ┌─────────── requested ◀── the envelope expired; NEEDS_FUNDING, EVENT_FROZEN: later
 *        │                │   the chain shows the tickets void, by whichever call
 *        │                ▼
 *        │             voided ───── a reversal: the payer has the money already ─────┐
 *        │                │   its row of `refunds` asks the provider                 ▼
 *        │                └───────── the provider says that it is back ─────────▶ returned
 *        ▼
 *     withdrawn ◀── nothing happened, a person ends it ── review ── again ──▶ requested, voided
 *                                                          └── booked by a person ──▶ returned
 *
 * The chain refuses (from `requested`), or the provider (from `voided`): then it is in `review`, with a case. A reversal
 * that the chain refuses is `withdrawn`: its case is open since it was found. What is void
 * on chain is never `withdrawn`, and what is not is never `returned`.
 *
 * A sale moves alike: `requested` is on its way to a buyer, listed or not; `voided` is sold; `returned`: its seller has the
 * money, by a payout always; `withdrawn`: it is off sale, and the ticket its holder's as before.
 */
export const ticketRefundMoves: Record<TicketRefundState, readonly TicketRefundState[]> = {
	proposed: ['requested', 'withdrawn'],
	requested: ['voided', 'review', 'withdrawn'],
	voided: ['returned', 'review'],
	review: ['requested', 'voided', 'returned', 'withdrawn'],
	returned: [],
	withdrawn: [],
};
