import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';

type Message = { type: string; transactionXdr?: string; blob?: string; networkPassphrase?: string };
type Answer = Record<string, unknown>;

/**
 * Stands in for the Freighter extension in a page. It answers the window messages of `@stellar/freighter-api` 6, signs
 * with a real key, and can make the mistakes of people and extensions.
 */
export class FakeFreighter {
	/** The network that it is switched to. */
	passphrase: string;
	declines: 'nothing' | 'access' | 'signature' = 'nothing';
	/** After the extension was reloaded it answers without an error and without a transaction. */
	reloaded = false;
	readonly #key: Keypair;
	readonly #page: Page;

	private constructor(page: Page, secret: string, passphrase: string) {
		this.#page = page;
		this.#key = Keypair.fromSecret(secret);
		this.passphrase = passphrase;
	}

	static async bring(page: Page, secret: string, passphrase: string): Promise<FakeFreighter> {
		const wallet = new FakeFreighter(page, secret, passphrase);
		await page.exposeFunction('fakeFreighter', (message: Message) => wallet.#answer(message));
		return wallet;
	}

	/** Installs it in this page, and in every page that is opened later. */
	async install(): Promise<void> {
		await this.#page.addInitScript(listen);
		await this.#page.evaluate(listen);
	}

	#answer(message: Message): Answer {
		const { passphrase: networkPassphrase } = this;
		switch (message.type) {
			case 'REQUEST_CONNECTION_STATUS':
				return { isConnected: true };
			case 'REQUEST_ACCESS':
				return this.declines === 'access' ? declined : { publicKey: this.#key.publicKey() };
			case 'REQUEST_NETWORK_DETAILS':
				return { networkDetails: { network: 'STANDALONE', networkUrl: '', networkPassphrase } };
			case 'SUBMIT_TRANSACTION':
				return this.#sign(message);
			case 'SUBMIT_BLOB':
				return this.#signMessage(message);
			default:
				return { apiError: { code: -1, message: `not here: ${message.type}` } };
		}
	}

	/** By SEP-53. */
	#signMessage({ blob, networkPassphrase }: Message): Answer {
		if (this.declines === 'signature' || networkPassphrase !== this.passphrase) return declined;
		const signature = Buffer.from(this.#key.signMessage(blob!));
		return { signedBlob: signature.toString('base64'), signerAddress: this.#key.publicKey() };
	}

	#sign({ transactionXdr, networkPassphrase }: Message): Answer {
		if (this.reloaded) return {};
		if (this.declines === 'signature' || networkPassphrase !== this.passphrase) return declined;
		const transaction = TransactionBuilder.fromXDR(transactionXdr!, this.passphrase);
		transaction.sign(this.#key);
		const signedTransaction = transaction.toEnvelope().toXdr('base64');
		return { signedTransaction, signerAddress: this.#key.publicKey() };
	}
}

const declined: Answer = { apiError: { code: -4, message: 'The user rejected this request.' } };

/** Runs in the page. */
function listen(): void {
	type Request = Message & { source?: string; messageId?: number };
	const answerOf = (globalThis as unknown as { fakeFreighter(message: Message): Promise<Answer> })
		.fakeFreighter;
	addEventListener('message', async ({ data }: MessageEvent<Request>) => {
		if (data?.source !== 'FREIGHTER_EXTERNAL_MSG_REQUEST') return;
		const answer = await answerOf(data);
		// Spelled so by the extension.
		const head = { source: 'FREIGHTER_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId };
		postMessage({ ...answer, ...head }, location.origin);
	});
}
