import { platformClient } from '#platform/client.ts';
import { unwrap } from '../unwrap.ts';
import { connectMessageWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import { linePayer } from '../wallet/fee-payer.ts';
import type { MessageWallet } from '../wallet/wallet.ts';
import { isBusy, next, type Proof, type ProofEvent } from './wallet-proof.ts';

/**
 * `link`: adds it to the person, who signs in with it. `publish`: adds it to the account acted for, which publishes with it.
 * `payee`: is paid to it, by the token of a payee's invitation.
 */
export type Purpose = 'sign-in' | 'link' | 'publish' | { payee: string };

type Proved = { nonce: string; signature: string };

/** The routes that make a text to sign and check its signature. */
function routesFor(purpose: Purpose) {
	const { v1 } = platformClient('/api/platform');
	const by = 'message' as const;
	if (typeof purpose === 'object') {
		const { wallet } = v1.payees[':token'];
		const param = { token: purpose.payee };
		return {
			offer: (address: string) => wallet.$post({ param, json: { address, by } }),
			verify: (json: Proved) => wallet.verify.$post({ param, json }) as Promise<Response>,
		};
	}
	const routes = { 'sign-in': v1['sign-in'].wallet, link: v1.me.identities.wallet, publish: v1.wallets }[
		purpose
	];
	return {
		offer: (address: string) => routes.$post({ json: { address, by } }),
		verify: (json: Proved) => routes.verify.$post({ json }) as Promise<Response>,
	};
}

/** Its owner gets money there, so the wallet must hold USDC. */
const isPaidTo = (purpose: Purpose): boolean => purpose === 'publish' || typeof purpose === 'object';

/** The state machine of `wallet-proof.ts` as page state: signs in by a wallet, or adds the wallet to an account. */
export class Proving {
	state = $state<Proof>({ at: 'idle' });
	#network: DemoNetwork;
	#purpose: Purpose;

	constructor(network: DemoNetwork, purpose: Purpose) {
		this.#network = network;
		this.#purpose = purpose;
	}

	get busy(): boolean {
		return isBusy(this.state);
	}

	#on(event: ProofEvent): void {
		this.state = next(this.state, event);
	}

	/** The address of the accepted wallet; null if it was refused, and `state` says why. */
	async start(kind: MessageWallet['kind']): Promise<string | null> {
		if (this.busy) return null;
		this.#on({ is: 'start' });
		try {
			// An added wallet publishes and is paid, which needs an account on the network.
			const wallet = await connectMessageWallet(kind, this.#network, { funded: this.#purpose !== 'sign-in' });
			// The relayer opens the account that it holds, and its line with it.
			if (isPaidTo(this.#purpose) && wallet.kind !== 'held') await this.#openLine(wallet);
			const routes = routesFor(this.#purpose);
			const { nonce, message } = await unwrap(routes.offer(wallet.address));
			this.#on({ is: 'offered' });
			const signature = await wallet.signMessage(message!);
			this.#on({ is: 'signed' });
			await unwrap(routes.verify({ nonce, signature }));
			this.#on({ is: 'accepted' });
			return wallet.address;
		} catch (error) {
			const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
			this.#on({ is: 'fail', code: String(code), message });
			return null;
		}
	}

	/** Opens account and trust line if they are missing, which the wallet signs first. */
	async #openLine(wallet: MessageWallet): Promise<void> {
		const { addTrustLine } = await import('#shared/chain/submit/add-trust-line.ts');
		const { rpcUrl, passphrase, usdcAsset } = this.#network;
		await addTrustLine({ rpcUrl, passphrase, linePayer }, usdcAsset, wallet.address, async (envelope) => {
			this.#on({ is: 'offered' });
			return wallet.sign(envelope);
		});
	}
}
