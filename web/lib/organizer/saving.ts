/**
 * How a draft saves itself. `version` is the version that the changes are based on. The platform refuses an outdated one,
 * so nobody overwrites a change that they have not seen.
 */
export type Saving =
	| { at: 'saved'; version: number }
	/** Waits for a pause in the typing. */
	| { at: 'changed'; version: number }
	/** `again`: the draft changed since it was sent. */
	| { at: 'sending'; version: number; again: boolean }
	/** The platform did not answer, or refused. The change is kept and sent again. */
	| { at: 'failed'; version: number; code: string }
	/** The same part was changed elsewhere: a person decides. */
	| { at: 'conflict'; version: number };

export type Change =
	| { is: 'edit' }
	| { is: 'send' }
	| { is: 'saved'; version: number }
	| { is: 'fail'; code: string }
	/** The draft was changed elsewhere. `merged`: in another part, and both changes are kept. */
	| { is: 'outdated'; version: number; merged: boolean }
	/** `keepOwn`: the person keeps what was written here. */
	| { is: 'decide'; keepOwn: boolean };

/** The next state. A change that does not belong to the state changes nothing. */
export function next(state: Saving, change: Change): Saving {
	const { version } = state;
	switch (change.is) {
		case 'edit':
			return edited(state);
		case 'send':
			return state.at === 'changed' || state.at === 'failed'
				? { at: 'sending', version, again: false }
				: state;
		case 'saved':
			if (state.at !== 'sending') return state;
			return { at: state.again ? 'changed' : 'saved', version: change.version };
		case 'fail':
			return state.at === 'sending' ? { at: 'failed', version, code: change.code } : state;
		case 'outdated':
			if (state.at !== 'sending') return state;
			return { at: change.merged ? 'changed' : 'conflict', version: change.version };
		case 'decide':
			if (state.at !== 'conflict') return state;
			return { at: change.keepOwn ? 'changed' : 'saved', version };
	}
}

/** Typing during a conflict does not decide it. */
function edited(state: Saving): Saving {
	if (state.at === 'conflict') return state;
	return state.at === 'sending' ? { ...state, again: true } : { at: 'changed', version: state.version };
}

/** Whether closing the page now would lose a change. */
export const isUnsaved = (state: Saving): boolean => state.at !== 'saved';
