import type { Keypair } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';

/** Where the platform is, and the web's own origin: requests with a cookie have to name it. */
export type PlatformAt = { platform: string; web: string };
type Challenge = { nonce: string; message: string };

/** A person of the demo who signed in as people do, by a wallet or by a code from the outbox. */
export class SignedIn {
	readonly #at: PlatformAt;
	#cookie = '';

	private constructor(at: PlatformAt) {
		this.#at = at;
	}

	/** Throws the platform's own code. */
	static async byWallet(at: PlatformAt, key: Keypair): Promise<SignedIn> {
		const person = new SignedIn(at);
		const asked = await person.post<Challenge>('/v1/sign-in/wallet', { address: key.publicKey() });
		const signature = Buffer.from(key.signMessage(asked.message)).toString('base64');
		await person.post('/v1/sign-in/wallet/verify', { nonce: asked.nonce, signature });
		return person;
	}

	/** Throws the platform's own code. */
	static async byCode(at: PlatformAt, to: string): Promise<SignedIn> {
		const person = new SignedIn(at);
		await person.post('/v1/sign-in/code', { to });
		const code = await newestMatch(at, to, /\b\d{6}\b/);
		await person.post('/v1/sign-in/code/verify', { to, code });
		return person;
	}

	get<T>(path: string): Promise<T> {
		return this.#ask('GET', path);
	}

	post<T>(path: string, body: object = {}): Promise<T> {
		return this.#ask('POST', path, body);
	}

	async #ask<T>(method: string, path: string, body?: object): Promise<T> {
		const answer = await fetch(`${this.#at.platform}${path}`, {
			method,
			headers: {
				...{ origin: this.#at.web, 'content-type': 'application/json' },
				...(this.#cookie ? { cookie: this.#cookie } : {}),
			},
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		if (!answer.ok) throw await problemOf(answer);
		const set = answer.headers.getSetCookie().map((each) => each.split(';', 1)[0]!);
		if (set.length > 0) this.#cookie = set.join('; ');
		const text = await answer.text();
		return (text ? JSON.parse(text) : null) as T;
	}
}

type Outbox = { items: { to: string; text: string }[] };
const sentWithinMs = 10_000;

/** What the newest message to somebody says. Throws MESSAGE_MISSING. */
export async function newestMatch({ platform }: PlatformAt, to: string, wanted: RegExp): Promise<string> {
	for (const until = Date.now() + sentWithinMs; Date.now() < until; ) {
		const { items } = (await (await fetch(`${platform}/v1/outbox`)).json()) as Outbox;
		const found = items.find((item) => item.to === to);
		const match = found ? wanted.exec(found.text) : null;
		if (match) return match[0];
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new PassaError('MESSAGE_MISSING', `the outbox has no message to ${to}`);
}
