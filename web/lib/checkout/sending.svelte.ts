import type { ActionResult, SubmitFunction } from '$app/forms';
import { preloadCode } from '$app/navigation';
import { frameShown } from '../ui/frame-shown.ts';

/**
 * Why a form got no answer. `offline`: it was not sent. `unanswered`: it may have arrived, so a phone may ring; sent again,
 * the form opens the order that it made.
 */
export type NoAnswer = 'offline' | 'unanswered';

/** Longer than the services' own limits. */
const patienceMs = 30_000;

type Answered = (result: ActionResult) => void;

/** A form that asks for a payment. It stays as it is if no answer comes, and says so at once if nothing is sent. */
export class Sending {
	now = $state(false);
	noAnswer = $state<NoAnswer | null>(null);

	/** For `use:enhance`. */
	submit =
		(answered: Answered = () => {}): SubmitFunction =>
		async ({ cancel, controller }) => {
			if (!navigator.onLine) {
				// An earlier try may have arrived all the same.
				this.noAnswer ??= 'offline';
				return cancel();
			}
			this.now = true;
			await frameShown();
			// The order's page must open even if the connection is lost after the answer.
			preloadCode('/pay/[reference]').catch(() => {});
			const timer = setTimeout(() => {
				controller.abort();
				this.#unanswered();
			}, patienceMs);
			return async ({ result, update }) => {
				clearTimeout(timer);
				if (result.type === 'error') return this.#unanswered();
				this.noAnswer = null;
				answered(result);
				await update({ reset: false, refreshAll: false });
				this.now = false;
			};
		};

	/** Online again, what was not sent needs no notice any more. */
	online = (): void => {
		if (this.noAnswer === 'offline') this.noAnswer = null;
	};

	#unanswered(): void {
		this.now = false;
		this.noAnswer = 'unanswered';
	}
}
