import { unwrap } from '../unwrap.ts';
import { heldAddress, heldPath, openedHeldAddress } from './held-account.ts';
import { usePasskey } from './passkey.ts';
import { type MessageWallet, WalletError } from './wallet.ts';

/** What the relayer would sign, by its kind: each page shows it before the passkey is asked. */
export type HeldAct = { kind: string; shown: Record<string, string> };

/** The act that waits for a yes; one at a time. `HeldDialog` shows it. */
class HeldAsking {
	act = $state<HeldAct | null>(null);
	#answer: ((yes: boolean) => void) | null = null;

	/** Resolves once the person has read it and said yes or no. */
	ask(act: HeldAct): Promise<boolean> {
		this.#answer?.(false);
		this.act = act;
		return new Promise((resolve) => {
			this.#answer = resolve;
		});
	}

	answer(yes: boolean): void {
		this.#answer?.(yes);
		this.#answer = null;
		this.act = null;
	}
}

export const heldAsking = new HeldAsking();

type Asked = { id: string; shown: string; challenge: string; passkeys: string[] };
type Signed = { signed: string | null; hash: string | null };

/**
 * Has the held account do one thing: the relayer says what it understood, the person reads it and confirms by the passkey.
 * Throws DECLINED where they do not, and what the relayer refuses. `publicKey`: of the passkey, where it is opened.
 */
export async function actByHeld(
	asked: { kind: string } & Record<string, string>,
	publicKey?: string,
): Promise<Signed> {
	const { id, shown, challenge, passkeys }: Asked = await unwrap(send('POST', asked));
	const yes = await heldAsking.ask({ kind: asked.kind, shown: JSON.parse(shown) as Record<string, string> });
	if (!yes) throw new WalletError('DECLINED', 'It was not confirmed.');
	const answerOf = (ids: string[]) =>
		usePasskey({ challenge, rpId: location.hostname, allowCredentials: ids.map((each) => ({ id: each })) });
	const response = await answerOf(passkeys);
	// The new one answers for itself: so nobody between can put in another key.
	const added = asked.kind === 'add_passkey' ? await answerOf([asked.passkeyId!]) : null;
	const more = { ...(publicKey ? { publicKey } : {}), ...(added ? { added } : {}) };
	return unwrap(send('PUT', { id, response, ...more }));
}

/**
 * The account that Passa holds, as a wallet that publishes and is paid. `funded`: once the network has it. Throws
 * NO_HELD_ACCOUNT and HELD_NOT_OPEN.
 */
export async function connectHeld({ funded = false } = {}): Promise<MessageWallet> {
	const address = funded ? await openedHeldAddress() : await heldAddress();
	if (!address) throw new WalletError('NO_HELD_ACCOUNT', 'Passa holds no account for you yet.');
	return {
		kind: 'held',
		address,
		sign: async (envelope) => (await actByHeld({ kind: 'call', envelope })).signed!,
		signMessage: async (text) => (await actByHeld({ kind: 'message', text })).signed!,
	};
}

function send(method: 'POST' | 'PUT', body: object): Promise<Response> {
	return fetch(heldPath, {
		method,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}
