import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';

type Message = { type: string; dataToSign?: string; connectionKey?: string };
type Answer = Record<string, unknown>;

/**
 * Stands in for the LOBSTR extension in a page. It answers the window messages of `@lobstrco/signer-extension-api` 2,
 * signs with a real key, and can make the mistakes of people and extensions.
 */
export class FakeLobstr {
	/** The network that it signs for: LOBSTR names none. */
	passphrase: string;
	declines: 'nothing' | 'access' | 'signature' = 'nothing';
	/** Signs with a key that is not the one it named. */
	otherAccount = false;
	readonly #key: Keypair;
	readonly #page: Page;

	private constructor(page: Page, key: Keypair, passphrase: string) {
		this.#page = page;
		this.#key = key;
		this.passphrase = passphrase;
	}

	static async bring(page: Page, key: Keypair, passphrase: string): Promise<FakeLobstr> {
		const wallet = new FakeLobstr(page, key, passphrase);
		await page.exposeFunction('fakeLobstr', (message: Message) => wallet.#answer(message));
		return wallet;
	}

	/** Installs it in this page, and in every page that is opened later. */
	async install(): Promise<void> {
		await this.#page.addInitScript(listen);
		await this.#page.evaluate(listen);
	}

	#answer({ type, dataToSign, connectionKey }: Message): Answer {
		switch (type) {
			case 'REQUEST_CONNECTION_STATUS':
				return { isConnected: true };
			case 'REQUEST_ACCESS':
				if (this.declines === 'access') return declined;
				return { publicKey: this.#key.publicKey(), connectionKey: 'a connection' };
			case 'SIGN': {
				if (this.declines === 'signature') return declined;
				if (!connectionKey) return { error: 'The connection key is missing' };
				const transaction = TransactionBuilder.fromXDR(dataToSign!, this.passphrase);
				transaction.sign(this.otherAccount ? Keypair.random() : this.#key);
				return { signedData: transaction.toEnvelope().toXdr('base64'), signerAddress: this.#key.publicKey() };
			}
			default:
				return { error: `not here: ${type}` };
		}
	}
}

const declined: Answer = { error: 'User declined access' };

/** Runs in the page. */
function listen(): void {
	type Request = Message & { source?: string; messageId?: number };
	const answerOf = (globalThis as unknown as { fakeLobstr(message: Message): Promise<Answer> }).fakeLobstr;
	addEventListener('message', async ({ data }: MessageEvent<Request>) => {
		if (data?.source !== 'LOBSTR_EXTERNAL_MSG_REQUEST') return;
		const answer = await answerOf(data);
		// Spelled so by the extension.
		const head = { source: 'LOBSTR_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId };
		postMessage({ ...answer, ...head }, location.origin);
	});
}
