import { signPass } from '#shared/pass/sign-pass.ts';
import { stepSeconds, untilNextStep } from '#shared/pass/steps.ts';
import type { DeviceKey } from './device-store.ts';
import { certificateOf, type HeldPass } from './held-pass.ts';

/** How often the time that is left is drawn. Milliseconds. */
const tickMs = 250;

/** The code of a pass as it is now. */
export class LiveCode {
	/** The text of the QR code; null until it is signed, and for a pass that cannot be read. */
	text = $state<string | null>(null);
	/** Of the present code, 1 at its beginning and 0 at its end. */
	left = $state(1);
	/** The stored bytes are no certificate, or its time is over. */
	ended = $state(false);

	/** Follows the clock until the returned function is called. `offset`: what to add to the device's clock, in milliseconds. */
	follow(pass: HeldPass, { pair }: DeviceKey, offset: () => number): () => void {
		const certificate = certificateOf(pass);
		let shown = 0;
		let stopped = false;
		const now = () => Date.now() + offset();
		const draw = async () => {
			const time = now();
			const until = time + untilNextStep(time);
			this.left = (until - time) / 1000 / stepSeconds;
			this.ended = !certificate || time >= certificate.expiry * 1000;
			if (this.ended || !certificate) {
				this.text = null;
				return;
			}
			if (until === shown) return;
			shown = until;
			const text = await signPass(pair.privateKey, certificate, time);
			if (!stopped) this.text = text;
		};
		void draw();
		const timer = setInterval(() => void draw(), tickMs);
		return () => {
			stopped = true;
			clearInterval(timer);
		};
	}
}
