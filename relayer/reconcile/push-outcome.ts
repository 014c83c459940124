import type { PushState } from '../models/payments.ts';
import type { Provider } from '../providers.ts';
import { type ProviderReason, prefixOf } from '../reasons.ts';
import type { CorroboratedPayments } from './corroborated-payments.ts';
import type { OrderOutcome } from './decision.ts';
import { type Facts, isCovered } from './order-facts.ts';
import type { Evidence } from './push-evidence.ts';
import type { PushWithoutPayment } from './pushes-without-payment.ts';

export type PushOutcome = {
	state: PushState;
	/** The result that decided it; null leaves what is known. */
	code: string | null;
	/** Whether the phone may still answer, or its answer still arrive. */
	live: boolean;
	/** It may have been paid in a span that the statement no longer lists. */
	gap: boolean;
	/** How the order ends if no other fact is known. */
	end: OrderOutcome;
};

const dead = (state: PushState, code: string | null, end: OrderOutcome = { end: 'wait' }): PushOutcome => ({
	state,
	code,
	live: false,
	gap: false,
	end,
});
const holdOver: OrderOutcome = { end: 'expire', reason: 'HOLD_OVER' };
const failed = (provider: Provider, code: string): PushOutcome =>
	dead('failed', code, { end: 'fail', reason: reasonOf(provider, code) });

export function outcomeOf(
	facts: Facts,
	e: Evidence,
	money: CorroboratedPayments,
	missing: PushWithoutPayment[],
): PushOutcome {
	const { push } = e;
	const live: PushOutcome = { ...dead(push.state, null), live: true };
	if (money.served.has(push.id) || e.corroborated) return dead('paid', '0');
	const claim = missing.find((each) => each.push === push.id);
	if (claim) return claim.isOver ? dead('lost', null) : live;
	const refusal = e.refusals.at(-1) ?? e.denied;
	if (refusal) return failed(facts.provider, refusal.code!);
	const isOver = facts.now >= facts.holdUntil;
	switch (push.state) {
		case 'queued':
			if (money.payments.length > 0 || facts.payments.length > 0) return dead('failed', 'NOT_NEEDED');
			return isOver ? dead('failed', 'NOT_SENT', holdOver) : live;
		case 'sending':
			return live;
		case 'open':
			return isOver ? dead('lost', null, holdOver) : live;
		case 'unknown':
			return lookedUp(facts, push.sentAt ?? push.createdAt) ?? live;
		case 'failed':
			return push.code === 'NOT_SENT'
				? dead('failed', null, holdOver)
				: failed(facts.provider, push.code ?? 'UNKNOWN');
		default:
			return dead(push.state, null, holdOver);
	}
}

/** A push whose answer was lost may have been paid until a statement, read late enough, does not list it. */
function lookedUp(facts: Facts, sentAt: number): PushOutcome | null {
	if (isCovered(facts, sentAt)) return dead('lost', null, { end: 'fail', reason: 'PUSH_LOST' });
	if (facts.statement && facts.statement.since > sentAt) return { ...dead('lost', null), gap: true };
	return null;
}

/**
 * Results are numbers or short codes. The code of a refused request (400.002.02) is not a result, and is not shown to
 * fans.
 */
function reasonOf(provider: Provider, code: string): ProviderReason {
	const prefix = prefixOf(provider);
	const own = code.startsWith(`${prefix}_`) ? code.slice(prefix.length + 1) : code;
	return /^[A-Z0-9_]{1,20}$/.test(own) ? `${prefix}_${own}` : `${prefix}_REFUSED`;
}
