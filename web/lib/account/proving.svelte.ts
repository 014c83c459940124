import { platformClient } from '#platform/client.ts';
import { unwrap } from '../unwrap.ts';
import { connectWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { isBusy, next, type Proof, type ProofEvent } from './proof.ts';

/** The state machine of `proof.ts` as page state: signs in by a wallet, or adds the wallet to the account. */
export class Proving {
	state = $state<Proof>({ at: 'idle' });
	#network: DemoNetwork;
	#purpose: 'sign-in' | 'link';

	constructor(network: DemoNetwork, purpose: 'sign-in' | 'link') {
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
			const wallet = await connectWallet(kind, this.#network, { funded: this.#purpose === 'link' });
			const { v1 } = platformClient('/api/platform');
			const routes = this.#purpose === 'link' ? v1.me.identities.wallet : v1['sign-in'].wallet;
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
