import type { WallView } from '#relayer/client.ts';
import { noTurn, type Turn, turnAt, type WallPost } from './turns.ts';

const everyMs = 2_500;
const timeoutMs = 4_000;
/** An answer that is older is not live. */
const lateMs = 8_000;
/**
 * Without a network nobody can say that a post was hidden. A short loss shows nothing else; after this only the event's
 * name and the code stay.
 */
const trustedMs = 120_000;

/** An event's wall as the screen knows it: asks for it again and again, and turns its posts. */
export class WatchedWall {
	wall: WallView = $state.raw() as WallView;
	/** When the last answer came. Milliseconds. */
	readAt = $state(0);
	now = $state(0);
	#turn: Turn = $state.raw(noTurn);

	readonly isLate = $derived(this.now - this.readAt > lateMs);
	readonly posts = $derived(
		this.wall.mode === 'on' && this.now - this.readAt <= trustedMs ? this.wall.posts : ([] as WallPost[]),
	);
	readonly post = $derived(this.posts.find(({ id }) => id === this.#turn.id) ?? null);

	constructor(first: WallView) {
		this.wall = first;
		this.now = this.readAt = Date.now();
		this.#tick();
	}

	/** Returns what stops it. */
	watch(): () => void {
		let stopped = false;
		let timer: ReturnType<typeof setTimeout>;
		const ask = async () => {
			const wall = await readWall(this.wall.event);
			if (stopped) return;
			if (wall) {
				this.wall = wall;
				this.readAt = Date.now();
			}
			this.#tick();
			timer = setTimeout(ask, everyMs);
		};
		timer = setTimeout(ask, everyMs);
		const ticking = setInterval(() => this.#tick(), 500);
		return () => {
			stopped = true;
			clearTimeout(timer);
			clearInterval(ticking);
		};
	}

	#tick(): void {
		this.now = Date.now();
		this.#turn = turnAt(this.#turn, this.posts, this.now);
	}
}

/** Null: there is no answer. */
async function readWall(event: string): Promise<WallView | null> {
	try {
		const signal = AbortSignal.timeout(timeoutMs);
		// The same for everybody, so it needs no cookie.
		const answer = await fetch(`/api/relayer/v1/events/${event}/wall`, { signal, credentials: 'omit' });
		return answer.ok ? ((await answer.json()) as WallView) : null;
	} catch {
		return null;
	}
}
