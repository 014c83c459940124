/** A wallet as purchases, publishing and signing in see it. Errors carry the codes that `lib/text/failure.ts` has words for. */
export type Wallet = {
	kind: 'freighter' | 'demo';
	address: string;
	/** Signs an envelope (base64) as this address, or throws WalletError. */
	sign(envelope: string): Promise<string>;
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

/** Addresses that were used in this browser, for "My tickets". */
export function rememberWallet(address: string): void {
	const known = knownWallets().filter((a) => a !== address);
	localStorage.setItem(key, JSON.stringify([address, ...known].slice(0, 5)));
}

export function knownWallets(): string[] {
	try {
		const list = JSON.parse(localStorage.getItem(key) ?? '[]');
		return Array.isArray(list) ? list.filter((a) => typeof a === 'string' && /^G[A-Z2-7]{55}$/.test(a)) : [];
	} catch {
		return [];
	}
}
