import type { Quote, Receipt } from '#shared/chain/submit/purchase.ts';

/** Why a step failed. `missing`: the XLM that the account lacks, in stroops. */
export type Fault = { code: string; message: string; missing?: bigint };

/** What a wallet is asked to sign, until a time in Unix milliseconds. */
export type Quoted = { validUntil: number };

/**
 * The states of what a wallet signs: a purchase by default. It reserves nothing: the contract decides when the transaction
 * arrives.
 */
export type State<Q extends Quoted = Quote, R = Receipt> =
	| { at: 'choosing' }
	| { at: 'connecting' | 'quoting' }
	/** The wallet cannot hold USDC yet. `fault`: why adding it failed. */
	| { at: 'without-usdc'; fault: Fault | null }
	| { at: 'adding-usdc'; step: 'preparing' | 'signing' | 'sending' }
	| { at: 'quoted'; quote: Q }
	| { at: 'signing' | 'sending'; quote: Q }
	| { at: 'expired' }
	/** Sent, and the network has not shown it: paying again might pay twice. */
	| ({ at: 'unconfirmed' } & Fault)
	| ({ at: 'failed' } & Fault)
	| { at: 'done'; receipt: R };

export type Event<Q extends Quoted = Quote, R = Receipt> =
	| { is: 'start' }
	| { is: 'connected' }
	| { is: 'quote'; quote: Q }
	| { is: 'add-usdc' }
	| { is: 'asked' }
	| { is: 'added' }
	| { is: 'pay'; now: number }
	| { is: 'tick'; now: number }
	| { is: 'signed' }
	| { is: 'landed'; receipt: R }
	/** `neverLands`: the network refused the transaction, or it failed in a ledger. Nothing else shows that it cannot land. */
	| ({ is: 'fail'; neverLands?: boolean } & Fault)
	| { is: 'reset' };

/** What a trust line mends, and the account that comes with it. */
const opened: ReadonlySet<string> = new Set(['NO_TRUSTLINE', 'ACCOUNT_UNKNOWN']);

/** States that a reset does not end: the wallet may sign, or the network accept the transaction. */
const underWay: State['at'][] = ['adding-usdc', 'signing', 'sending'];

/** The next state. An event that does not belong to the state changes nothing. */
export function next<Q extends Quoted, R>(state: State<Q, R>, event: Event<Q, R>): State<Q, R> {
	if (event.is === 'reset') return underWay.includes(state.at) ? state : { at: 'choosing' };
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
		case 'without-usdc':
			if (event.is === 'start') return { at: 'connecting' };
			return event.is === 'add-usdc' ? { at: 'adding-usdc', step: 'preparing' } : state;
		case 'adding-usdc':
			return adding(state, event);
		case 'quoted':
			if (event.is !== 'pay' && event.is !== 'tick') return state;
			if (event.now >= state.quote.validUntil) return { at: 'expired' };
			return event.is === 'pay' ? { at: 'signing', quote: state.quote } : state;
		case 'signing':
			return event.is === 'signed' ? { at: 'sending', quote: state.quote } : state;
		case 'sending':
			return event.is === 'landed' ? { at: 'done', receipt: event.receipt } : state;
		case 'unconfirmed':
		case 'done':
			return state;
	}
}

/** Once the wallet can hold USDC, the purchase goes on by itself. */
function adding<Q extends Quoted, R>(
	state: Extract<State<Q, R>, { at: 'adding-usdc' }>,
	event: Event<Q, R>,
): State<Q, R> {
	if (event.is === 'asked') return { ...state, step: 'signing' };
	if (event.is === 'signed') return { ...state, step: 'sending' };
	return event.is === 'added' ? { at: 'quoting' } : state;
}

/** A late error changes nothing once the tickets are bought. Only proof ends a payment that was sent. */
function failed<Q extends Quoted, R>(
	state: State<Q, R>,
	{ code, message, missing, neverLands }: Fault & { neverLands?: boolean },
): State<Q, R> {
	if (state.at === 'done' || state.at === 'choosing') return state;
	if (state.at === 'sending' && !neverLands) return { at: 'unconfirmed', code, message };
	const pending = code === 'TRANSACTION_PENDING' ? 'WALLET_NOT_READY' : code;
	const fault = { code: pending, message, ...(missing === undefined ? {} : { missing }) };
	if (state.at === 'adding-usdc') return { at: 'without-usdc', fault };
	return opened.has(code) ? { at: 'without-usdc', fault: null } : { at: 'failed', ...fault };
}
