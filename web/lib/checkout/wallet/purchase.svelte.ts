import type { Item, Quote } from '#shared/chain/submit/purchase.ts';
import { connectWallet } from '../../wallet/connect.ts';
import { rememberWallet, type Wallet } from '../../wallet/wallet.ts';
import { whileOnline } from '../../wallet/while-online.ts';
import { isProved } from './is-proved.ts';
import { type Event, next, type State } from './purchase.ts';
import { forgetSent, landingOf, rememberSent, type SentPurchase } from './sent-purchases.ts';

type Failure = { code?: string; message: string; detail?: Record<string, unknown> };
type EventName = { no: number; address: string; name: string };
export type Network = { rpcUrl: string; passphrase: string; usdcAsset: string };

/** The state machine of `purchase.ts` as page state. The SDK and the wallets load when a purchase starts. */
export class Purchase {
	state = $state<State>({ at: 'choosing' });
	#network: Network;
	#wallet: Wallet | null = null;
	#asked: { event: EventName; items: Item[]; line: string } | null = null;

	constructor(network: Network) {
		this.#network = network;
	}

	get busy(): boolean {
		return ['connecting', 'quoting', 'adding-usdc', 'signing', 'sending'].includes(this.state.at);
	}

	get unconfirmed(): boolean {
		return this.state.at === 'unconfirmed';
	}

	#on(event: Event): void {
		this.state = next(this.state, event);
	}

	reset = (): void => this.#on({ is: 'reset' });
	tick = (): void => this.#on({ is: 'tick', now: Date.now() });

	/** `line`: what is bought, in the fan's words. */
	async start(kind: Wallet['kind'], event: EventName, items: Item[], line: string): Promise<void> {
		this.#on({ is: 'start' });
		this.#asked = { event, items, line };
		try {
			this.#wallet = await whileOnline(connectWallet(kind, this.#network));
			this.#on({ is: 'connected' });
			await this.#quote(this.#wallet);
		} catch (error) {
			this.#failed(error);
		}
	}

	async #quote({ address }: Wallet): Promise<void> {
		const { event, items } = this.#asked!;
		const quoting = import('#shared/chain/submit/purchase.ts').then(({ quote }) =>
			quote(this.#network, event.address, address, items),
		);
		this.#on({ is: 'quote', quote: await whileOnline(quoting) });
	}

	/** Lets the wallet hold USDC, then goes on to the price. */
	addUsdc = async (): Promise<void> => {
		this.#on({ is: 'add-usdc' });
		const wallet = this.#wallet;
		if (this.state.at !== 'adding-usdc' || !wallet) return;
		try {
			await whileOnline(this.#addTrustLine(wallet));
			this.#on({ is: 'added' });
			await this.#quote(wallet);
		} catch (error) {
			this.#failed(error);
		}
	};

	async #addTrustLine(wallet: Wallet): Promise<void> {
		const { addTrustLine } = await import('#shared/chain/submit/add-trust-line.ts');
		await addTrustLine(this.#network, this.#network.usdcAsset, wallet.address, async (envelope) => {
			this.#on({ is: 'asked' });
			const signed = await wallet.sign(envelope);
			this.#on({ is: 'signed' });
			return signed;
		});
	}

	async pay(): Promise<void> {
		this.#on({ is: 'pay', now: Date.now() });
		if (this.state.at !== 'signing' || !this.#wallet) return;
		const quoted = this.state.quote;
		const wallet = this.#wallet;
		const sent = this.#sent(quoted);
		try {
			const { buy } = await whileOnline(import('#shared/chain/submit/purchase.ts'));
			const receipt = await buy(this.#network, quoted, async (envelope) => {
				const signed = await whileOnline(wallet.sign(envelope));
				// Before it is sent: "My tickets" shows them also where the confirmation never reaches this page.
				rememberWallet(wallet.address);
				rememberSent(sent);
				this.#on({ is: 'signed' });
				return signed;
			});
			rememberSent({ ...sent, landed: landingOf(receipt) });
			this.#on({ is: 'landed', receipt });
		} catch (error) {
			this.#failed(error);
			if (!this.unconfirmed) forgetSent(sent);
		}
	}

	#sent({ envelope }: Quote): SentPurchase {
		const { event, line } = this.#asked!;
		return { envelope, eventNo: event.no, eventName: event.name, line, sentAt: Date.now(), landed: null };
	}

	#failed(error: unknown): void {
		const { code = 'UNEXPECTED', message, detail } = error as Failure;
		const missing = typeof detail?.missing === 'bigint' ? { missing: detail.missing } : {};
		this.#on({
			is: 'fail',
			code: String(code),
			message,
			isProved: isProved(String(code), detail),
			...missing,
		});
	}
}
