import { PassaError } from '#shared/errors.ts';
import { isLateRefund } from '#shared/is-late-refund.ts';
import type { OrderRow } from '../models/orders.ts';
import { decideRefund } from '../refunds/decide-refund.ts';
import { type RefundReading, readRefundFacts } from '../refunds/read-refund-facts.ts';
import { type RequestDeps, refusals } from '../refunds/request-ticket-refund.ts';

/**
 * The chain takes these tickets back only where the organizer agrees: the date is over, and nothing else is against it. Throws
 * REFUND_IN_TIME where nobody has to agree, and what else is against it.
 */
export async function assertGoodwill(
	deps: RequestDeps,
	order: OrderRow & { chainOrder: bigint },
	mask: number,
): Promise<RefundReading> {
	const reading = await readRefundFacts(deps, order.event, order.chainOrder, order.resales);
	const step = decideRefund(reading.facts, { mask, kind: 'refund' });
	switch (step.do) {
		case 'refuse':
			if (isLateRefund(step.code)) return reading;
			throw new PassaError(step.code, refusals[step.code], { status: 409 });
		case 'wait':
			throw new PassaError(step.code, 'The event’s money is stopped for some days.', { status: 409 });
		case 'void':
			throw new PassaError('TICKET_REFUNDED', 'These tickets are refunded.', { status: 409 });
		case 'send':
			throw new PassaError('REFUND_IN_TIME', 'These tickets can be given back now: nobody has to agree.', {
				status: 409,
			});
		default:
			return step satisfies never;
	}
}
