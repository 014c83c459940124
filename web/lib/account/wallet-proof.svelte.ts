import { platformClient } from '#platform/client.ts';
import { unwrap } from '../unwrap.ts';
import { connectWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { isBusy, next, type Proof, type ProofEvent } from './wallet-proof.ts';

/** `link`: adds it to the person, who signs in with it. `publish`: adds it to the account acted for, which publishes with it. */
export type Purpose = 'sign-in' | 'link' | 'publish';

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

	/** The address of the accepted wallet; null where it was refused, and `state` says why. */
	async start(kind: Wallet['kind']): Promise<string | null> {
		if (this.busy) return null;
		this.#on({ is: 'start' });
		try {
			// An added wallet publishes and is paid, which needs an account on the network.
			const wallet = await connectWallet(kind, this.#network, { funded: this.#purpose !== 'sign-in' });
			const { v1 } = platformClient('/api/platform');
			const routes = {
				'sign-in': v1['sign-in'].wallet,
				link: v1.me.identities.wallet,
				publish: v1.wallets,
			}[this.#purpose];
			const json = { address: wallet.address, by: 'message' } as const;
			const { nonce, message } = await unwrap(routes.$post({ json }));
			this.#on({ is: 'offered' });
			const signature = await wallet.signMessage(message!);
			this.#on({ is: 'signed' });
			await unwrap(routes.verify.$post({ json: { nonce, signature } }) as Promise<Response>);
			this.#on({ is: 'accepted' });
			return wallet.address;
		} catch (error) {
			const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
			this.#on({ is: 'fail', code: String(code), message });
			return null;
		}
	}
}
