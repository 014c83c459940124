import { platformClient } from '#platform/client.ts';
import { answered } from '../answer.ts';
import { connectWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { isBusy, next, type Proof, type ProofEvent } from './proof.ts';

/** `link`: to the person, who signs in with it. `publish`: to the account acted for, which publishes with it. */
export type Purpose = 'sign-in' | 'link' | 'publish';

/** The machine of `proof.ts` as page state: signs somebody in by a wallet, or links the wallet to an account. */
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

	/** The wallet that was believed; null where it was not, and `state` says why. */
	async start(kind: Wallet['kind']): Promise<string | null> {
		if (this.busy) return null;
		this.#on({ is: 'start' });
		try {
			// A wallet that is added will publish and be paid, which takes an account on the network.
			const wallet = await connectWallet(kind, this.#network, { funded: this.#purpose !== 'sign-in' });
			const { v1 } = platformClient('/api/platform');
			const routes = {
				'sign-in': v1['sign-in'].wallet,
				link: v1.me.identities.wallet,
				publish: v1.wallets,
			}[this.#purpose];
			const json = { address: wallet.address, by: 'message' } as const;
			const { nonce, message } = await answered(routes.$post({ json }));
			this.#on({ is: 'offered' });
			const signature = await wallet.signMessage(message!);
			this.#on({ is: 'signed' });
			await answered(routes.verify.$post({ json: { nonce, signature } }) as Promise<Response>);
			this.#on({ is: 'accepted' });
			return wallet.address;
		} catch (error) {
			const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
			this.#on({ is: 'fail', code: String(code), message });
			return null;
		}
	}
}
