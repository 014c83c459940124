import type { FeePayer, LinePayer } from '#shared/chain/submit/fee-payer.ts';
import type { SignTransaction } from '#shared/chain/submit/invoke.ts';
import { connectWallet } from '../../wallet/connect.ts';
import { feePayer, linePayer } from '../../wallet/fee-payer.ts';
import { rememberWallet, type Wallet } from '../../wallet/wallet.ts';
import { whileOnline } from '../../wallet/while-online.ts';
import { neverLands } from './never-lands.ts';
import { type Event, next, type Quoted, type State } from './purchase.ts';

type Failure = { code?: string; message: string; detail?: Record<string, unknown> };
export type Network = { rpcUrl: string; passphrase: string; usdcAsset: string };

/**
 * The state machine of `purchase.ts` as page state, for whatever a wallet signs. The SDK and the wallets load when it
 * starts.
 */
export abstract class WalletCall<Q extends Quoted, R> {
	state = $state<State<Q, R>>({ at: 'choosing' });
	/** With who pays if the wallet's XLM does not reach. */
	protected readonly network: Network & { feePayer: FeePayer; linePayer: LinePayer };
	#wallet: Wallet | null = null;

	constructor(network: Network) {
		this.network = { ...network, feePayer, linePayer };
	}

	/** What this wallet would sign. */
	protected abstract quote(address: string): Promise<Q>;
	/** Signs, sends, and waits for the ledger. */
	protected abstract send(quoted: Q, sign: SignTransaction): Promise<R>;
	/** Keeps in this browser what is sent next, so that it is found even if the confirmation never reaches this page. */
	protected abstract keep(quoted: Q): void;
	/** It landed. */
	protected abstract landed(quoted: Q, receipt: R): void;
	/** It did not land, and never will. */
	protected abstract forget(quoted: Q): void;

	get busy(): boolean {
		return ['connecting', 'quoting', 'adding-usdc', 'signing', 'sending'].includes(this.state.at);
	}

	get unconfirmed(): boolean {
		return this.state.at === 'unconfirmed';
	}

	protected on(event: Event<Q, R>): void {
		this.state = next(this.state, event);
	}

	reset = (): void => this.on({ is: 'reset' });
	tick = (): void => this.on({ is: 'tick', now: Date.now() });

	protected async open(kind: Wallet['kind']): Promise<void> {
		this.on({ is: 'start' });
		try {
			this.#wallet = await whileOnline(connectWallet(kind, this.network));
			this.on({ is: 'connected' });
			await this.#quote(this.#wallet);
		} catch (error) {
			this.#failed(error);
		}
	}

	async #quote({ address }: Wallet): Promise<void> {
		this.on({ is: 'quote', quote: await whileOnline(this.quote(address)) });
	}

	/** Lets the wallet hold USDC, then goes on to the price. */
	addUsdc = async (): Promise<void> => {
		this.on({ is: 'add-usdc' });
		const wallet = this.#wallet;
		if (this.state.at !== 'adding-usdc' || !wallet) return;
		try {
			await whileOnline(this.#addTrustLine(wallet));
			this.on({ is: 'added' });
			await this.#quote(wallet);
		} catch (error) {
			this.#failed(error);
		}
	};

	async #addTrustLine(wallet: Wallet): Promise<void> {
		const { addTrustLine } = await import('#shared/chain/submit/add-trust-line.ts');
		await addTrustLine(this.network, this.network.usdcAsset, wallet.address, async (envelope) => {
			this.on({ is: 'asked' });
			const signed = await wallet.sign(envelope);
			this.on({ is: 'signed' });
			return signed;
		});
	}

	async pay(): Promise<void> {
		this.on({ is: 'pay', now: Date.now() });
		if (this.state.at !== 'signing' || !this.#wallet) return;
		const quoted = this.state.quote;
		const wallet = this.#wallet;
		try {
			const receipt = await this.send(quoted, async (envelope) => {
				const signed = await whileOnline(wallet.sign(envelope));
				// Before it is sent: other pages show it even if the confirmation never reaches this one.
				rememberWallet(wallet.address);
				this.keep(quoted);
				this.on({ is: 'signed' });
				return signed;
			});
			this.landed(quoted, receipt);
			this.on({ is: 'landed', receipt });
		} catch (error) {
			this.#failed(error);
			if (!this.unconfirmed) this.forget(quoted);
		}
	}

	#failed(error: unknown): void {
		const { code = 'UNEXPECTED', message, detail } = error as Failure;
		const missing = typeof detail?.missing === 'bigint' ? { missing: detail.missing } : {};
		this.on({
			is: 'fail',
			code: String(code),
			message,
			neverLands: neverLands(String(code), detail),
			...missing,
		});
	}
}
