import { type Clock, steadyClock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { Unreadable } from './forms.ts';
import { behindOf, type HistoryError, type KnownLedger, otherHistoryOf } from './known-ledger.ts';
import { readAnswer } from './rpc-answers.ts';
import { isJsonRpcError, isLimit, type JsonRpcError } from './rpc-limit.ts';
import { type BusyError, Pace, pauseIn } from './rpc-pace.ts';

/** A node of another network, or of another history of ours. */
export type NetworkError = PassaError<'RPC_WRONG_NETWORK'> | HistoryError;
export type RpcError = PassaError<'RPC_UNREACHABLE' | 'RPC_ERROR'> | NetworkError | BusyError;

/** A node that fails rests, twice as long each time, while another one answers. */
const firstRestMs = 1000;
const longestRestMs = 60_000;
/** A node whose newest ledger stays the same for this long is passed over; after as long it is tried again. */
const frozenMs = 30_000;
/** A wait for a token above which another node is asked. */
export const shortWaitMs = 250;
/** The least time that a request needs for its answer. */
const leastAnswerMs = 1000;

const methodMissing = -32601;
const internal = -32603;
/** Methods of which a node may have less than another. */
const ofHistory = ['getEvents', 'getLedgers', 'getTransaction'];
export type NodeFacts = {
	/** Host and port: the rest of a provider's address may be a secret. */
	host: string;
	requests: number;
	/** Requests refused for their number. */
	limited: number;
	/** No answer, an unreadable one, or an internal error. */
	failures: number;
	/** Requests a second that it is sent at most; infinite while it refuses none. */
	rate: number;
	isResting: boolean;
	latestLedger: number;
};

/** Why this node gives no answer; another one may. A refusal of the call itself is an RpcError. */
export class Failure extends Error {
	readonly error: RpcError;

	constructor(error: RpcError) {
		super(error.message);
		this.error = error;
	}
}

/** One RPC node: its pace, its rests, and whether it is of the right network. */
export class RpcNode {
	readonly url: string;
	readonly pace: Pace;
	readonly #clock: Clock;
	#passphrase: string | null = null;
	#known: KnownLedger | null = null;
	#isOurs = false;
	#networkFault: NetworkError | null = null;
	/** The newest request whose answer says which network this is: the answer to an earlier one may come later. */
	#decidedBy = 0;
	#restsUntil = 0;
	#failuresInRow = 0;
	#requests = 0;
	#limited = 0;
	#failures = 0;
	latestLedger = 0;
	/** When it named this ledger first, and last. */
	#newSince = 0;
	#namedAt = 0;

	constructor(url: string, clock: Clock = steadyClock) {
		this.url = url;
		this.#clock = clock;
		this.pace = new Pace(clock);
	}

	get facts(): NodeFacts {
		return {
			host: URL.parse(this.url)?.host ?? '',
			requests: this.#requests,
			limited: this.#limited,
			failures: this.#failures,
			rate: this.pace.rate,
			isResting: this.isResting,
			latestLedger: this.latestLedger,
		};
	}

	/** It named another network, or another history of ours, when it was last asked. */
	get networkFault(): NetworkError | null {
		return this.#networkFault;
	}

	get isResting(): boolean {
		return this.#restsUntil > this.#clock.now();
	}

	/** Whether it stood still, or was below this ledger, when it answered not long ago. */
	isBehind(ledger: number): boolean {
		if (this.#clock.now() - this.#namedAt > frozenMs) return false;
		return this.#namedAt - this.#newSince >= frozenMs || this.latestLedger < ledger;
	}

	/** From now on it is used only while it answers this passphrase. */
	expect(passphrase: string): void {
		if (this.#passphrase === passphrase) return;
		this.#passphrase = passphrase;
		this.#isOurs = false;
		this.#networkFault = null;
	}

	/** From now on it is used only while its history has this ledger. */
	expectLedger(known: KnownLedger): void {
		if (this.#known && this.#known.sequence >= known.sequence) return;
		this.#known = known;
	}

	/** It rests; the next answer of another node is believed before its own. */
	blame(): void {
		this.#failures++;
		const rest = Math.min(firstRestMs * 2 ** this.#failuresInRow++, longestRestMs);
		this.#restsUntil = this.#clock.now() + rest;
		// What answers at this address later may be another network's node.
		this.#isOurs = false;
	}

	/** Asks until it answers or the time is over. Throws Failure, or RpcError where the call itself is refused. */
	async ask(method: string, params: object, until: number, isPatient: boolean): Promise<object> {
		await this.#checkNetwork(until);
		for (;;) {
			const answer = await this.#askOnce(method, params, until);
			if (answer !== 'limited') {
				if (method === 'getNetwork') await this.#compareHistory(until);
				return answer;
			}
			if (!isPatient && this.pace.wait > shortWaitMs) throw new Failure(this.#busy());
		}
	}

	async #askOnce(method: string, params: object, until: number): Promise<object | 'limited'> {
		const spare = Math.min(leastAnswerMs, (until - this.#clock.now()) / 2);
		const sentAt = await this.pace.turn(until - spare).catch((error: BusyError) => {
			throw new Failure(error);
		});
		const request = ++this.#requests;
		const { response, body } = await this.#post(method, params, until);
		const { result, error } = (body ?? {}) as { result?: unknown; error?: JsonRpcError };
		const pause = pauseIn(response.headers.get('retry-after'), Date.now());
		if (isLimit(response.status, pause, error)) {
			this.#limited++;
			this.pace.refused(sentAt, pause);
			return 'limited';
		}
		this.pace.answered(sentAt);
		if (isJsonRpcError(error)) throw this.#refusal(method, error);
		if (body === null || result === undefined || !response.ok)
			throw this.#failed(`${method}: HTTP ${response.status} without an answer`);
		const answer = this.#read(method, result);
		if (method === 'getNetwork') this.#compareNetwork(answer as { passphrase: string }, request);
		return answer;
	}

	/** Throws Failure where no whole answer comes. */
	async #post(method: string, params: object, until: number): Promise<{ response: Response; body: unknown }> {
		const left = Math.max(1, until - this.#clock.now());
		try {
			const response = await fetch(this.url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
				signal: AbortSignal.timeout(left),
			});
			return { response, body: parsed(await response.text()) };
		} catch (cause) {
			this.blame();
			throw new Failure(unreachable(this.url, cause));
		}
	}

	#read(method: string, result: unknown): object {
		try {
			const answer = readAnswer(method, result);
			this.#note(answer as { latestLedger?: unknown; sequence?: unknown });
			this.#failuresInRow = 0;
			this.#restsUntil = 0;
			return answer;
		} catch (error) {
			if (!(error instanceof Unreadable)) throw error;
			throw this.#failed(`${method}: ${error.message}`);
		}
	}

	#note({ latestLedger, sequence }: { latestLedger?: unknown; sequence?: unknown }): void {
		const latest = typeof latestLedger === 'number' ? latestLedger : sequence;
		if (typeof latest !== 'number') return;
		const behind = behindOf(originOf(this.url), latest, this.#known);
		if (behind) throw this.#isNotOurs(behind);
		this.#namedAt = this.#clock.now();
		if (latest === this.latestLedger) return;
		this.latestLedger = latest;
		this.#newSince = this.#namedAt;
	}

	#failed(words: string): Failure {
		this.blame();
		return new Failure(new PassaError('RPC_ERROR', words));
	}

	/** What JSON-RPC says of the call. It is the node's own failure where it lacks the method or fails inside. */
	#refusal(method: string, { code, message }: JsonRpcError): Error {
		const error: RpcError = new PassaError('RPC_ERROR', `${method}: ${message} (${code})`, {
			detail: { rpcCode: code, rpcMessage: message },
		});
		if (code === internal) {
			this.blame();
			return new Failure(error);
		}
		return code === methodMissing || ofHistory.includes(method) ? new Failure(error) : error;
	}

	#busy(): BusyError {
		return new PassaError('RPC_BUSY', 'the Stellar RPC takes no more requests now', {
			status: 503,
			detail: { retryAfter: Math.ceil(this.pace.wait / 1000) },
		});
	}

	async #checkNetwork(until: number): Promise<void> {
		if (this.#passphrase === null || this.#isOurs) return;
		while ((await this.#askOnce('getNetwork', {}, until)) === 'limited');
		await this.#compareHistory(until);
	}

	#compareNetwork({ passphrase }: { passphrase: string }, request: number): void {
		const wanted = this.#passphrase;
		if (wanted === null) return;
		if (passphrase !== wanted) {
			const words = `the Stellar RPC at ${originOf(this.url)} is of the network "${passphrase}", not of "${wanted}"`;
			throw this.#isNotOurs(new PassaError('RPC_WRONG_NETWORK', words, { status: 503 }), request);
		}
		if (!this.#known) this.#becomesOurs(request);
	}

	/** Asks for the known ledger. A node that has dropped it cannot be compared, and is used. */
	async #compareHistory(until: number): Promise<void> {
		const known = this.#known;
		if (!known || this.#passphrase === null) return;
		const request = this.#requests;
		while ((await this.#askOnce('getLatestLedger', {}, until)) === 'limited');
		const params = { startLedger: known.sequence, pagination: { limit: 1 } };
		const ask = () =>
			this.#askOnce('getLedgers', params, until).catch((error) => {
				if (error instanceof Failure && error.error.detail.rpcCode !== undefined) return { ledgers: [] };
				throw error;
			});
		let answer = await ask();
		while (answer === 'limited') answer = await ask();
		const { ledgers } = answer as { ledgers: KnownLedger[] };
		const other = otherHistoryOf(originOf(this.url), ledgers, known);
		if (other) throw this.#isNotOurs(other, request);
		this.#becomesOurs(request);
	}

	#becomesOurs(request: number): void {
		if (request < this.#decidedBy) return;
		this.#decidedBy = request;
		this.#isOurs = true;
		this.#networkFault = null;
	}

	#isNotOurs(error: NetworkError, request = this.#requests): Failure {
		this.blame();
		if (request >= this.#decidedBy) {
			this.#decidedBy = request;
			this.#networkFault = error;
		}
		return new Failure(error);
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const originOf = (url: string): string => URL.parse(url)?.origin ?? url;

const unreachable = (url: string, cause: unknown): RpcError =>
	new PassaError(
		'RPC_UNREACHABLE',
		`the Stellar RPC at ${originOf(url)} does not answer; is the network up?`,
		{
			cause,
		},
	);
