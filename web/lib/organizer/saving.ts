/**
 * How a draft gets to the platform by itself. `version` is the one that the changes are based on: the platform refuses
 * any other, so nobody overwrites what they have not seen.
 */
export type Saving =
	| { at: 'saved'; version: number }
	/** Waits for a pause in the typing. */
	| { at: 'changed'; version: number }
	/** `again`: something was changed since it was sent. */
	| { at: 'sending'; version: number; again: boolean }
	/** Not reached, or refused. What was written stays and is sent again. */
	| { at: 'failed'; version: number; code: string }
	/** It was changed elsewhere, in the same part: a person decides. */
	| { at: 'conflict'; version: number };

export type Change =
	| { is: 'edit' }
	| { is: 'send' }
	| { is: 'taken'; version: number }
	| { is: 'fail'; code: string }
	/** Changed elsewhere. `merged`: in another part, and both are kept. */
	| { is: 'overtaken'; version: number; merged: boolean }
	/** The person kept the own text, or took the other. */
	| { is: 'decide'; keepOwn: boolean };

/** What follows from a change. One that does not belong to a state changes nothing. */
export function after(state: Saving, change: Change): Saving {
	const { version } = state;
	switch (change.is) {
		case 'edit':
			return edited(state);
		case 'send':
			return state.at === 'changed' || state.at === 'failed'
				? { at: 'sending', version, again: false }
				: state;
		case 'taken':
			if (state.at !== 'sending') return state;
			return { at: state.again ? 'changed' : 'saved', version: change.version };
		case 'fail':
			return state.at === 'sending' ? { at: 'failed', version, code: change.code } : state;
		case 'overtaken':
			if (state.at !== 'sending') return state;
			return { at: change.merged ? 'changed' : 'conflict', version: change.version };
		case 'decide':
			if (state.at !== 'conflict') return state;
			return { at: change.keepOwn ? 'changed' : 'saved', version };
	}
}

/** Who types during a conflict has not decided it. */
function edited(state: Saving): Saving {
	if (state.at === 'conflict') return state;
	return state.at === 'sending' ? { ...state, again: true } : { at: 'changed', version: state.version };
}

/** Whether closing the page now would lose something. */
export const isUnsaved = (state: Saving): boolean => state.at !== 'saved';
