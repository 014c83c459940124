/** A wallet for purchases and trust lines. `lib/text/failure.ts` has words for the codes of its errors. */
export type Wallet = {
	/** `held`: Passa holds its key, and signs what its person confirms by a passkey. */
	kind: 'freighter' | 'lobstr' | 'demo' | 'held';
	address: string;
	/** Signs an envelope (base64) as this address, or throws WalletError. */
	sign(envelope: string): Promise<string>;
};

/** A wallet for signing in and publishing too. */
export type MessageWallet = Wallet & {
	kind: 'freighter' | 'demo' | 'held';
	/** Signs a text by SEP-53 as this address: base64 of the signature. */
	signMessage(text: string): Promise<string>;
};

export class WalletError extends Error {
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

const key = 'passa.wallets';

/**
 * Remembers an address that this browser used, for "My tickets": the newest five. Where it keeps nothing, a purchase
 * goes on.
 */
export function rememberWallet(address: string): void {
	const others = rememberedWallets().filter((a) => a !== address);
	try {
		localStorage.setItem(key, JSON.stringify([address, ...others].slice(0, 5)));
	} catch {}
}

export function rememberedWallets(): string[] {
	try {
		const list = JSON.parse(localStorage.getItem(key) ?? '[]');
		return Array.isArray(list) ? list.filter((a) => typeof a === 'string' && /^G[A-Z2-7]{55}$/.test(a)) : [];
	} catch {
		return [];
	}
}
