/**
 * How a draft becomes an event. Wallet and draft fix the event's address, so each attempt first looks for an earlier one
 * that arrived: trying again never publishes twice.
 */
export type Publication =
	| { at: 'ready' }
	/** The platform writes the document; the wallet opens; the network is checked; the organizer signs; it is sent. */
	| { at: 'preparing' | 'connecting' | 'checking' | 'signing' | 'sending' }
	/** On chain: the indexer is awaited, then the draft is marked as published. */
	| { at: 'indexing' | 'marking' }
	/** `sent`: the event may still be on chain. */
	| { at: 'failed'; code: string; message: string; sent: boolean }
	| { at: 'done'; no: number };

export type PublicationEvent =
	| { is: 'start' }
	| { is: 'prepared' }
	| { is: 'connected' }
	/** The wallet is asked to sign. */
	| { is: 'asked' }
	| { is: 'signed' }
	/** It is on chain, by this attempt or an earlier one. */
	| { is: 'landed' }
	| { is: 'indexed' }
	| { is: 'marked'; no: number }
	| { is: 'fail'; code: string; message: string };

const moves: Record<string, Partial<Record<PublicationEvent['is'], Publication['at']>>> = {
	ready: { start: 'preparing' },
	failed: { start: 'preparing' },
	// An earlier attempt published it: the draft or the ledger shows it.
	preparing: { prepared: 'connecting', landed: 'indexing', marked: 'done' },
	connecting: { connected: 'checking' },
	checking: { asked: 'signing', landed: 'indexing' },
	signing: { signed: 'sending' },
	sending: { landed: 'indexing' },
	indexing: { indexed: 'marking' },
	marking: { marked: 'done' },
	done: {},
};

const afterSending = new Set<Publication['at']>(['sending', 'indexing', 'marking']);

/** The next state. An event that does not belong to the state changes nothing. */
export function next(state: Publication, event: PublicationEvent): Publication {
	if (event.is === 'fail') {
		if (!isBusy(state)) return state;
		const { code, message } = event;
		return { at: 'failed', code, message, sent: afterSending.has(state.at) };
	}
	const to = moves[state.at]?.[event.is];
	if (!to) return state;
	if (to === 'done') return event.is === 'marked' ? { at: 'done', no: event.no } : state;
	return { at: to } as Publication;
}

export const isBusy = ({ at }: Publication): boolean => at !== 'ready' && at !== 'failed' && at !== 'done';

/** The stages that people see, in order; one stage covers several states. */
export const stages = ['prepare', 'sign', 'send', 'show'] as const;
export type Stage = (typeof stages)[number];

const stageOf: Partial<Record<Publication['at'], Stage>> = {
	preparing: 'prepare',
	connecting: 'prepare',
	checking: 'prepare',
	signing: 'sign',
	sending: 'send',
	indexing: 'show',
	marking: 'show',
};

export type StageState = { stage: Stage; is: 'past' | 'now' | 'coming' };

export function stageStates(state: Publication): StageState[] {
	const now = state.at === 'done' ? stages.length : stages.indexOf(stageOf[state.at] ?? 'prepare');
	return stages.map((stage, i) => ({ stage, is: i < now ? 'past' : i === now ? 'now' : 'coming' }));
}
