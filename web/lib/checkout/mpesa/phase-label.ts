import * as m from '#lib/paraglide/messages.js';
import type { OrderPhase } from './order-phase.ts';

/** The phase in a few words, for a list of orders. */
export function phaseLabel(phase: OrderPhase): string {
	if (phase === 'issued') return m.order_state_issued();
	if (phase === 'failed' || phase === 'expired') return m.order_state_failed();
	if (phase === 'refunding') return m.order_state_refunding();
	if (phase === 'refunded') return m.order_state_refunded();
	return phase === 'review' ? m.order_state_review() : m.order_state_moving();
}
