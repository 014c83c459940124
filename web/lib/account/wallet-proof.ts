/** How somebody proves that a wallet is theirs: it signs a text that the platform made for it. */
export type Proof =
	| { at: 'idle' }
	| { at: 'connecting' | 'signing' | 'checking' }
	| { at: 'failed'; code: string; message: string }
	| { at: 'done' };

export type ProofEvent =
	| { is: 'start' }
	| { is: 'offered' }
	| { is: 'signed' }
	| { is: 'accepted' }
	| { is: 'fail'; code: string; message: string };

/** The next state. An event that does not belong to the state changes nothing. */
export function next(state: Proof, event: ProofEvent): Proof {
	if (event.is === 'fail') {
		const { code, message } = event;
		return isBusy(state) ? { at: 'failed', code, message } : state;
	}
	switch (state.at) {
		case 'idle':
		case 'failed':
			return event.is === 'start' ? { at: 'connecting' } : state;
		case 'connecting':
			return event.is === 'offered' ? { at: 'signing' } : state;
		case 'signing':
			return event.is === 'signed' ? { at: 'checking' } : state;
		case 'checking':
			return event.is === 'accepted' ? { at: 'done' } : state;
		case 'done':
			return state;
	}
}

export const isBusy = ({ at }: Proof): boolean =>
	at === 'connecting' || at === 'signing' || at === 'checking';
