import type { Item } from '#shared/chain/submit/purchase.ts';
import { connectWallet } from '../../wallet/connect.ts';
import { rememberWallet, type Wallet } from '../../wallet/wallet.ts';
import { type Event, next, type State } from './purchase.ts';

export type Network = { rpcUrl: string; passphrase: string; usdcAsset: string };

/** The state machine of `purchase.ts` as page state. The SDK and the wallets load when a purchase starts. */
export class Purchase {
	state = $state<State>({ at: 'choosing' });
	#network: Network;
	#wallet: Wallet | null = null;

	constructor(network: Network) {
		this.#network = network;
	}

	get busy(): boolean {
		return ['connecting', 'quoting', 'signing', 'sending'].includes(this.state.at);
	}

	#on(event: Event): void {
		this.state = next(this.state, event);
	}

	reset = (): void => this.#on({ is: 'reset' });
	tick = (): void => this.#on({ is: 'tick', now: Date.now() });

	async start(kind: Wallet['kind'], event: string, items: Item[]): Promise<void> {
		this.#on({ is: 'start' });
		try {
			this.#wallet = await connectWallet(kind, this.#network);
			this.#on({ is: 'connected' });
			const { quote } = await import('#shared/chain/submit/purchase.ts');
			this.#on({ is: 'quote', quote: await quote(this.#network, event, this.#wallet.address, items) });
		} catch (error) {
			this.#failed(error);
		}
	}

	async pay(): Promise<void> {
		this.#on({ is: 'pay', now: Date.now() });
		if (this.state.at !== 'signing' || !this.#wallet) return;
		const quoted = this.state.quote;
		const wallet = this.#wallet;
		try {
			const { buy } = await import('#shared/chain/submit/purchase.ts');
			const receipt = await buy(this.#network, quoted, async (envelope) => {
				const signed = await wallet.sign(envelope);
				this.#on({ is: 'signed' });
				return signed;
			});
			rememberWallet(wallet.address);
			this.#on({ is: 'landed', receipt });
		} catch (error) {
			this.#failed(error);
		}
	}

	#failed(error: unknown): void {
		const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
		this.#on({ is: 'fail', code: String(code), message });
	}
}
