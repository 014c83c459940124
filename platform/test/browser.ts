import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { localnetPassphrase } from '#shared/networks.ts';
import type { Api } from '../api/app.ts';
import { type Fixture, origin } from './fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: the answer of any route
export type Answer = { status: number; body: any; headers: Headers };

/** A connection from the web, which is the platform's one proxy. */
const byTheWeb = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };

/** Somebody at a browser of the web: it keeps cookies and names its origin. */
export class Browser {
	readonly cookies = new Map<string, string>();
	#api: Pick<Api, 'request'>;
	#headers: Record<string, string>;

	constructor({ platform }: Pick<Fixture, 'platform'>, headers: Record<string, string> = {}) {
		this.#api = platform.api;
		this.#headers = { origin, 'x-forwarded-for': '203.0.113.7', 'user-agent': 'a test', ...headers };
	}

	async request(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Answer> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const sent: Record<string, string> = { ...this.#headers, ...(cookie ? { cookie } : {}), ...headers };
		if (body !== undefined) sent['content-type'] = 'application/json';
		const init = { method, headers: sent, body: JSON.stringify(body) };
		const answer = await this.#api.request(path, init, byTheWeb);
		for (const set of answer.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
			if (value === '' || /max-age=0/i.test(set)) this.cookies.delete(name!);
			else this.cookies.set(name!, value!);
		}
		const text = await answer.text();
		return { status: answer.status, body: text ? JSON.parse(text) : null, headers: answer.headers };
	}

	get = (path: string) => this.request('GET', path);
	post = (path: string, body: unknown = {}) => this.request('POST', path, body);
	put = (path: string, body: unknown) => this.request('PUT', path, body);
	delete = (path: string) => this.request('DELETE', path);

	/** Asks for a code and reads it from the outbox. */
	async codeFor(to: string, language?: string): Promise<string> {
		const sent = await this.post('/v1/sign-in/code', { to, language });
		if (sent.status !== 202) throw new Error(`no code: ${JSON.stringify(sent.body)}`);
		const { body } = await this.get('/v1/outbox');
		return /\d{6}/.exec(body.items[0].text)![0];
	}

	async signIn(to: string): Promise<string> {
		const answer = await this.post('/v1/sign-in/code/verify', { to, code: await this.codeFor(to) });
		if (answer.status !== 200) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`);
		return answer.body.account;
	}

	async signInBy(key: Keypair): Promise<Answer> {
		const asked = await this.post('/v1/sign-in/wallet', { address: key.publicKey() });
		return this.post('/v1/sign-in/wallet/verify', answerTo(asked.body, key));
	}

	async linkWallet(key: Keypair): Promise<Answer> {
		const asked = await this.post('/v1/me/identities/wallet', { address: key.publicKey() });
		return this.post('/v1/me/identities/wallet/verify', answerTo(asked.body, key));
	}
}

type Challenge = { nonce: string; message: string | null; transaction: string | null };

/** What a wallet answers a challenge with. */
export function answerTo({ nonce, message, transaction }: Challenge, key: Keypair) {
	if (message !== null) return { nonce, signature: Buffer.from(key.signMessage(message)).toString('base64') };
	const signed = TransactionBuilder.fromXDR(transaction!, localnetPassphrase);
	signed.sign(key);
	return { nonce, transaction: signed.toEnvelope().toXdr('base64') };
}
