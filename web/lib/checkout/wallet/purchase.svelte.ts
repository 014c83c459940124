import type { SignTransaction } from '#shared/chain/submit/invoke.ts';
import type { Item, Quote, Receipt } from '#shared/chain/submit/purchase.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import { whileOnline } from '../../wallet/while-online.ts';
import { forgetSent, landingOf, rememberSent, type SentPurchase } from './sent-purchases.ts';
import { WalletCall } from './wallet-call.svelte.ts';

type EventName = { no: number; address: string; name: string };

/** A purchase of tickets from the event itself. */
export class Purchase extends WalletCall<Quote, Receipt> {
	#asked: { event: EventName; items: Item[]; line: string } | null = null;

	/** `line`: what is bought, in the fan's words. */
	start(kind: Wallet['kind'], event: EventName, items: Item[], line: string): Promise<void> {
		this.#asked = { event, items, line };
		return this.open(kind);
	}

	protected async quote(address: string): Promise<Quote> {
		const { event, items } = this.#asked!;
		const { quote } = await import('#shared/chain/submit/purchase.ts');
		return quote(this.network, event.address, address, items);
	}

	protected async send(quoted: Quote, sign: SignTransaction): Promise<Receipt> {
		const { buy } = await whileOnline(import('#shared/chain/submit/purchase.ts'));
		return buy(this.network, quoted, sign);
	}

	protected keep(quoted: Quote): void {
		rememberSent(this.#sent(quoted));
	}

	protected landed(quoted: Quote, receipt: Receipt): void {
		rememberSent({ ...this.#sent(quoted), landed: landingOf(receipt) });
	}

	protected forget(quoted: Quote): void {
		forgetSent(quoted);
	}

	#sent({ envelope }: Quote): SentPurchase {
		const { event, line } = this.#asked!;
		return { envelope, eventNo: event.no, eventName: event.name, line, sentAt: Date.now(), landed: null };
	}
}
