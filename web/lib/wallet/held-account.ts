import { unwrap } from '../unwrap.ts';
import { WalletError } from './wallet.ts';

export const heldPath = '/held-account';

/** `balance` in stroops of USDC; null while the network has not taken the account yet. */
export type HeldAccount = { address: string; handedOver: boolean; balance: string | null };

/** The account that Passa holds for this visitor; null if there is none, or it was handed over. */
async function readHeld(): Promise<HeldAccount | null> {
	const { held } = (await unwrap(fetch(heldPath))) as { held: HeldAccount | null };
	return held && !held.handedOver ? held : null;
}

/** Its address; null if there is none, or nothing can be said. */
export const heldAddress = async (): Promise<string | null> =>
	(await readHeld().catch(() => null))?.address ?? null;

const pauseMs = 1000;
const mostReads = 60;
/** Tests pass their own. */
type Reading = { read: () => Promise<HeldAccount | null>; pause: (ms: number) => Promise<unknown> };
const inBrowser: Reading = {
	read: readHeld,
	pause: (ms) => new Promise((done) => setTimeout(done, ms)),
};

/**
 * Its address once the network has it: the relayer opens it with its trust line some seconds after the person's yes. An
 * answer that fails is asked for again. Throws NO_HELD_ACCOUNT, and HELD_NOT_OPEN after a minute.
 */
export async function openedHeldAddress({ read, pause }: Reading = inBrowser): Promise<string> {
	for (let left = mostReads; left > 0; left--) {
		const held = await read().catch(() => undefined);
		if (held === null) throw new WalletError('NO_HELD_ACCOUNT', 'Passa holds no account for you yet.');
		if (held && held.balance !== null) return held.address;
		await pause(pauseMs);
	}
	throw new WalletError('HELD_NOT_OPEN', 'The network has not taken your account yet.');
}
