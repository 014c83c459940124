import type { Landed, SignTransaction } from '#shared/chain/submit/invoke.ts';
import type { TicketQuote } from '#shared/chain/submit/ticket-action.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { neverLands } from '../checkout/wallet/never-lands.ts';
import { type Network, WalletCall } from '../checkout/wallet/wallet-call.svelte.ts';
import { type Wallet, WalletError } from '../wallet/wallet.ts';
import { whileOnline } from '../wallet/while-online.ts';
import { forgetAction, keepAction, sentFrom } from './sent-actions.ts';

/** `holder`: the wallet that must sign; null if any may, as a buyer. */
export type TicketAsk = { event: string; holder: string | null; action: TicketAction };
type Failure = { code?: string; message: string; detail?: Record<string, unknown> };

const againMs = 3000;

/** What somebody does with a ticket by a wallet. `page`: the address that finds it again after a reload. */
export class TicketCall extends WalletCall<TicketQuote, Pick<Landed, 'hash' | 'ledger'>> {
	readonly #page: string;
	#asked: TicketAsk | null = null;

	constructor(network: Network, page: string) {
		super(network);
		this.#page = page;
	}

	start(kind: Wallet['kind'], asked: TicketAsk): Promise<void> {
		this.#asked = asked;
		return this.open(kind);
	}

	protected async quote(address: string): Promise<TicketQuote> {
		const { event, holder, action } = this.#asked!;
		if (holder !== null && holder !== address)
			throw new WalletError('NOT_OWNER', 'This ticket is in another wallet.');
		const { quoteTicket } = await import('#shared/chain/submit/ticket-action.ts');
		return quoteTicket(this.network, event, address, action);
	}

	protected async send(quoted: TicketQuote, sign: SignTransaction): Promise<Landed> {
		const { actOnTicket } = await whileOnline(import('#shared/chain/submit/ticket-action.ts'));
		return actOnTicket(this.network, quoted, sign);
	}

	protected keep({ envelope }: TicketQuote): void {
		keepAction({ envelope, page: this.#page, sentAt: Date.now() });
	}

	protected landed = (quoted: TicketQuote): void => forgetAction(quoted);
	protected forget = (quoted: TicketQuote): void => forgetAction(quoted);

	/** Goes on with what this page sent before it was left or reloaded, until the returned function is called. */
	follow = (): (() => void) => {
		const ended = new AbortController();
		const sent = sentFrom(this.#page);
		if (sent) this.#follow(sent.envelope, ended.signal);
		return () => ended.abort();
	};

	async #follow(envelope: string, signal: AbortSignal): Promise<void> {
		this.state = { at: 'unconfirmed', code: 'TRANSACTION_PENDING', message: '' };
		const { landing } = await import('#shared/chain/submit/invoke.ts');
		while (!signal.aborted) {
			try {
				const receipt = await landing(this.network, envelope, { signal });
				forgetAction({ envelope });
				this.state = { at: 'done', receipt };
				return;
			} catch (error) {
				const { code = '', message, detail } = error as Failure;
				if (signal.aborted) return;
				if (neverLands(code, detail)) {
					forgetAction({ envelope });
					this.state = { at: 'failed', code, message };
					return;
				}
				await new Promise((done) => setTimeout(done, againMs));
			}
		}
	}
}
