import { Socket } from 'node:net';
import { Client, type QueryResult } from 'pg';

/** All in milliseconds. `beat + answer` is less than `lease`, so that a process stops before another one has its locks. */
export type SessionTimes = {
	/** Between two questions that show the connection works. */
	beat: number;
	/** The longest wait for an answer, and for a connection; after it the session is lost. */
	answer: number;
	/** The server ends a session that asks nothing for this long, which frees its locks. */
	lease: number;
};

export const usualTimes: SessionTimes = { beat: 1000, answer: 5000, lease: 15_000 };

const closeMilliseconds = 1000;

/** A connection to PostgreSQL outside of any pool, for what lives as long as a session: locks and LISTEN. */
export type PgSession = {
	/** One query at a time. When no answer comes within `answer`, it rejects and the session is lost. */
	query(text: string, values?: unknown[]): Promise<QueryResult>;
	/** Fires when the connection has ended or did not answer. */
	lost: AbortSignal;
	/** Ends within a second, even when the server no longer answers. */
	close(): Promise<void>;
};

type Options = {
	url: string;
	/** `application_name` in pg_stat_activity. */
	name: string;
	times: SessionTimes;
	/** Ends an attempt to connect. */
	signal: AbortSignal;
	onNotice?: (payload: string | undefined) => void;
};

/**
 * Opens a session that notices when its peer is gone. Where packets are dropped without a reset, the client notices an
 * unanswered query, and the server uses `idle_session_timeout`. The caller must query every `beat`, or the server ends
 * the session. Rejects with the error of node or of PostgreSQL if it cannot connect.
 */
export async function openSession({ url, name, times, signal, onNotice }: Options): Promise<PgSession> {
	const socket = new Socket();
	const client = new Client({
		connectionString: url,
		application_name: name,
		connectionTimeoutMillis: times.answer,
		query_timeout: times.answer,
		stream: () => socket,
	});
	const lost = new AbortController();
	client.on('error', () => lost.abort());
	client.on('end', () => lost.abort());
	if (onNotice) client.on('notification', ({ payload }) => onNotice(payload));
	const giveUp = () => socket.destroy();
	signal.addEventListener('abort', giveUp);
	const query = (text: string, values?: unknown[]) =>
		client.query(text, values).catch((error) => {
			lost.abort();
			throw error;
		});
	try {
		signal.throwIfAborted();
		await client.connect();
		await query(`SET idle_session_timeout = ${times.lease}`);
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		signal.removeEventListener('abort', giveUp);
	}
	return { query, lost: lost.signal, close: () => close(client, socket) };
}

async function close(client: Client, socket: Socket): Promise<void> {
	const bound = setTimeout(() => socket.destroy(), closeMilliseconds);
	await client.end().catch(() => {});
	clearTimeout(bound);
}
