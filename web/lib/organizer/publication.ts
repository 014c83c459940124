/**
 * How a draft becomes an event. The address of the event follows from wallet and draft, so each attempt first looks whether
 * an earlier one arrived: trying again never publishes twice.
 */
export type Publication =
	| { at: 'ready' }
	/** The platform writes the document; the wallet opens; the network is asked; the organizer signs; it is sent. */
	| { at: 'preparing' | 'connecting' | 'checking' | 'signing' | 'sending' }
	/** On chain: until the pages can show it, and the draft knows. */
	| { at: 'indexing' | 'marking' }
	/** `sent`: it may be on chain all the same. */
	| { at: 'failed'; code: string; message: string; sent: boolean }
	| { at: 'done'; no: number };

export type PublicationEvent =
	| { is: 'start' }
	| { is: 'prepared' }
	| { is: 'connected' }
	/** The wallet is asked to sign. */
	| { is: 'asked' }
	| { is: 'signed' }
	/** It is on chain: by this attempt, or found from an earlier one. */
	| { is: 'landed' }
	| { is: 'indexed' }
	| { is: 'marked'; no: number }
	| { is: 'fail'; code: string; message: string };

const moves: Record<string, Partial<Record<PublicationEvent['is'], Publication['at']>>> = {
	ready: { start: 'preparing' },
	failed: { start: 'preparing' },
	// It was published before: the draft knows, or the ledger.
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

/** What follows from an event. One that does not belong to a state changes nothing. */
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

/** What people see of it, in order: several states are one step to them. */
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

export type StageState = { stage: Stage; is: 'past' | 'now' | 'to come' };

export function stageStates(state: Publication): StageState[] {
	const now = state.at === 'done' ? stages.length : stages.indexOf(stageOf[state.at] ?? 'prepare');
	return stages.map((stage, i) => ({ stage, is: i < now ? 'past' : i === now ? 'now' : 'to come' }));
}
