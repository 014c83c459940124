import type { OperationPlan, OrganizerStep } from '#shared/chain/submit/operate.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';

/**
 * How an organizer changes a published event: first a dry run, then a second yes, then the wallet. The chain holds what was
 * done, so a page that was closed meanwhile shows it when it is opened again.
 */
export type OperationState =
	| { at: 'ready' }
	/** The network is asked what would happen. */
	| { at: 'planning' }
	| { at: 'planned'; plan: OperationPlan }
	/** The wallet opens; the network is asked again; the wallet signs; it is sent; the indexer is awaited. */
	| { at: 'connecting' | 'checking' | 'signing' | 'sending' | 'showing' }
	/** `sent`: it may still be carried out. */
	| { at: 'failed'; code: string; message: string; sent: boolean }
	| { at: 'done' };

export type OperationEvent =
	| { is: 'plan' }
	| { is: 'planned'; plan: OperationPlan }
	| { is: 'confirm' }
	| { is: 'connected' }
	/** The wallet is asked to sign. */
	| { is: 'asked' }
	| { is: 'signed' }
	/** Another step has to be signed. */
	| { is: 'next' }
	| { is: 'landed' }
	| { is: 'shown' }
	| { is: 'fail'; code: string; message: string }
	| { is: 'reset' };

type At = OperationState['at'];

const moves: Record<At, Partial<Record<OperationEvent['is'], Exclude<At, 'planned' | 'failed'>>>> = {
	ready: { plan: 'planning' },
	planning: {},
	planned: { plan: 'planning', confirm: 'connecting', reset: 'ready' },
	connecting: { connected: 'checking' },
	checking: { asked: 'signing' },
	signing: { signed: 'sending' },
	sending: { next: 'checking', landed: 'showing' },
	showing: { shown: 'done' },
	failed: { plan: 'planning', reset: 'ready' },
	done: { plan: 'planning', reset: 'ready' },
};

/** The next state. An event that does not belong to the state changes nothing. */
export function nextOperation(state: OperationState, event: OperationEvent): OperationState {
	if (event.is === 'fail') {
		if (!isAtWork(state)) return state;
		const { code, message } = event;
		return { at: 'failed', code, message, sent: state.at === 'sending' || state.at === 'showing' };
	}
	if (event.is === 'planned') return state.at === 'planning' ? { at: 'planned', plan: event.plan } : state;
	const to = moves[state.at][event.is];
	return to ? { at: to } : state;
}

export const isAtWork = ({ at }: OperationState): boolean =>
	!['ready', 'planned', 'failed', 'done'].includes(at);

/** Whether the network alone is asked for its dry run: others are prepared where somebody else decides, too. */
export const isPlannedAlone = (step: OrganizerStep): step is EventOperation =>
	step.do !== 'goodwill' && step.do !== 'guardian';
