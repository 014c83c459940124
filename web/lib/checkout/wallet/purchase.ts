import type { Quote, Receipt } from '#shared/chain/submit/purchase.ts';

/** The states of a wallet purchase. It reserves no seats: the contract decides when the transaction arrives. */
export type State =
	| { at: 'choosing' }
	| { at: 'connecting' | 'quoting' }
	| { at: 'quoted'; quote: Quote }
	| { at: 'signing' | 'sending'; quote: Quote }
	| { at: 'expired' }
	| { at: 'failed'; code: string; message: string }
	| { at: 'done'; receipt: Receipt };

export type Event =
	| { is: 'start' }
	| { is: 'connected' }
	| { is: 'quote'; quote: Quote }
	| { is: 'pay'; now: number }
	| { is: 'tick'; now: number }
	| { is: 'signed' }
	| { is: 'landed'; receipt: Receipt }
	| { is: 'fail'; code: string; message: string }
	| { is: 'reset' };

/** The next state. An event that does not belong to the state changes nothing. */
export function next(state: State, event: Event): State {
	if (event.is === 'reset')
		return state.at === 'signing' || state.at === 'sending' ? state : { at: 'choosing' };
	if (event.is === 'fail') return failed(state, event);
	switch (state.at) {
		case 'choosing':
		case 'expired':
		case 'failed':
			return event.is === 'start' ? { at: 'connecting' } : state;
		case 'connecting':
			return event.is === 'connected' ? { at: 'quoting' } : state;
		case 'quoting':
			return event.is === 'quote' ? { at: 'quoted', quote: event.quote } : state;
		case 'quoted':
			if (event.is !== 'pay' && event.is !== 'tick') return state;
			if (event.now >= state.quote.validUntil) return { at: 'expired' };
			return event.is === 'pay' ? { at: 'signing', quote: state.quote } : state;
		case 'signing':
			return event.is === 'signed' ? { at: 'sending', quote: state.quote } : state;
		case 'sending':
			return event.is === 'landed' ? { at: 'done', receipt: event.receipt } : state;
		case 'done':
			return state;
	}
}

/** A late error changes nothing once the tickets are bought. */
function failed(state: State, { code, message }: { code: string; message: string }): State {
	return state.at === 'done' || state.at === 'choosing' ? state : { at: 'failed', code, message };
}
