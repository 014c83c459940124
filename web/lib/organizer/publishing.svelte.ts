import { type Publishing as Prepared, platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { unwrap } from '../unwrap.ts';
import { connectWallet } from '../wallet/connect.ts';
import type { DemoNetwork } from '../wallet/demo.ts';
import { feePayer } from '../wallet/fee-payer.ts';
import { rememberWallet, type Wallet, WalletError } from '../wallet/wallet.ts';
import { isBusy, next, type Publication, type PublicationEvent } from './publication.ts';
import { forgetSent, keepSent, readSent } from './sent-publication.ts';
import { waitForIndexer } from './wait-for-indexer.ts';

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const pollMs = 1000;

/** The state machine of `publication.ts` as page state. The SDK and the wallets load when publishing starts. */
export class Publishing {
	state = $state<Publication>({ at: 'ready' });
	/** Whether an event that this browser sent before is being looked for. */
	looking = $state(false);
	/** Passa pays the network fee: the wallet's XLM does not reach. */
	feePaid = $state(false);
	#network: DemoNetwork;
	#id: string;
	#save: () => Promise<boolean>;
	#draft = platformClient('/api/platform').v1.drafts[':id'];

	constructor(network: DemoNetwork, id: string, save: () => Promise<boolean>) {
		this.#network = network;
		this.#id = id;
		this.#save = save;
	}

	get busy(): boolean {
		return isBusy(this.state);
	}

	#on(event: PublicationEvent): void {
		this.state = next(this.state, event);
	}

	async start(kind: Wallet['kind']): Promise<void> {
		if (this.busy) return;
		this.#on({ is: 'start' });
		try {
			if (!(await this.#save())) throw new PassaError('UNSAVED', 'The draft is not saved.');
			// The demo wallet opens its account and trust line, which the platform then looks at.
			const demo = kind === 'demo' ? await connectWallet(kind, this.#network) : null;
			const prepared: Prepared = await unwrap(this.#draft.document.$post({ param: { id: this.#id } }));
			this.#on({ is: 'prepared' });
			const wallet = demo ?? (await connectWallet(kind, this.#network));
			if (wallet.address !== prepared.organizer) throw new WalletError('OTHER_WALLET', prepared.organizer);
			this.#on({ is: 'connected' });
			const { event, ledger } = await this.#publish(prepared, wallet);
			rememberWallet(wallet.address);
			await this.#show(event, ledger);
		} catch (error) {
			await this.#failed(error);
		}
	}

	async #publish({ registry, organizer, nonce, init, event }: Prepared, wallet: Wallet) {
		const [{ publish }, { isPaidByAnother }, { eventInitFromJson }] = await Promise.all([
			import('#shared/chain/submit/publish.ts'),
			import('#shared/chain/submit/fee-payer.ts'),
			import('#shared/chain/submit/event-init.ts'),
		]);
		const { rpcUrl, passphrase } = this.#network;
		const publication = { registry, organizer, nonce: BigInt(nonce), init: eventInitFromJson(init) };
		return publish({ rpcUrl, passphrase, feePayer }, publication, async (envelope) => {
			this.feePaid = isPaidByAnother(envelope, passphrase);
			this.#on({ is: 'asked' });
			const signed = await wallet.sign(envelope);
			this.#on({ is: 'signed' });
			keepSent(this.#id, event, Date.now());
			return signed;
		});
	}

	/** Waits until the indexer shows the event, then marks the draft as published. */
	async #show(event: string, ledger: number): Promise<void> {
		this.#on({ is: 'landed' });
		await waitForIndexer(event, ledger);
		this.#on({ is: 'indexed' });
		const param = { id: this.#id };
		const { published } = await unwrap(this.#draft.published.$post({ param, json: { event } }));
		forgetSent(this.#id);
		this.#on({ is: 'marked', no: published!.no });
	}

	/** After a reload: looks for an event that was sent, for as long as it can still arrive. */
	async resume(): Promise<void> {
		const sent = readSent(this.#id);
		if (!sent || this.busy) return;
		this.looking = true;
		try {
			const { findDeployed } = await import('#shared/chain/submit/publish.ts');
			do {
				const found = await findDeployed(this.#network.rpcUrl, [sent.event]).catch(() => null);
				if (found) {
					this.#on({ is: 'start' });
					return await this.#show(found.event, found.ledger);
				}
				await pause(pollMs);
			} while (Date.now() < sent.until);
			forgetSent(this.#id);
		} catch (error) {
			await this.#failed(error);
		} finally {
			this.looking = false;
		}
	}

	async #failed(error: unknown): Promise<void> {
		const { code = 'UNEXPECTED', message } = error as { code?: string; message: string };
		if (code === 'DRAFT_PUBLISHED' && this.state.at === 'preparing') {
			const draft = await unwrap(this.#draft.$get({ param: { id: this.#id } })).catch(() => null);
			if (draft?.published) return this.#on({ is: 'marked', no: draft.published.no });
		}
		this.#on({ is: 'fail', code: String(code), message });
	}
}
