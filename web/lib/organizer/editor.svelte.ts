import { untrack } from 'svelte';
import type { DraftContent, DraftPreview, DraftView } from '#platform/client.ts';
import { platformClient } from '#platform/client.ts';
import type { PassaError } from '#shared/errors.ts';
import { answered } from '../unwrap.ts';
import { keepBackup, readBackup } from './backup.ts';
import { canonical, merged } from './merge.ts';
import { after, type Change, isUnsaved, type Saving } from './saving.ts';
import { withShares } from './shares.ts';

const quietMs = 700;
const retryMs = 5000;

/** A draft as it is written: the machine of `saving.ts` around its text. Nothing typed waits for the network. */
export class DraftEditor {
	content = $state() as DraftContent;
	preview = $state() as DraftPreview;
	saving = $state() as Saving;
	readonly id: string;
	/** As the platform last had it: what changed since is told against it. */
	#base: DraftContent;
	#looked: string;
	#other: DraftView | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | null = null;
	#drafts = platformClient('/api/platform').v1.drafts[':id'];

	constructor(draft: DraftView, preview: DraftPreview) {
		this.id = draft.id;
		this.#base = draft.content;
		this.#looked = canonical(draft.content);
		this.preview = preview;
		this.saving = { at: 'saved', version: draft.version };
		this.content = withShares(
			draft.content,
			draft.content.payees.map((p) => p.bps),
			this.platformBps,
		);
	}

	get platformBps(): number {
		return this.preview.payees.find((payee) => payee.role === 'platform')?.bps ?? 0;
	}

	get unsaved(): boolean {
		return isUnsaved(this.saving);
	}

	#on(change: Change): void {
		this.saving = after(this.saving, change);
	}

	/** Takes up what this browser could not save the last time. */
	restore(): void {
		const kept = readBackup(this.id);
		if (!kept) return;
		if (canonical(kept.content) === canonical(this.#base)) {
			keepBackup(this.id, null);
			return;
		}
		// On its old version: where the draft was changed meanwhile, the platform says so and both are looked at.
		this.#base = kept.base;
		this.saving = { at: 'saved', version: kept.version };
		this.content = kept.content;
	}

	/** To be called with whatever the text is now; what is new is sent after a pause. */
	look(content: DraftContent): void {
		const text = canonical(content);
		if (text === this.#looked) return;
		this.#looked = text;
		untrack(() => {
			this.#on({ is: 'edit' });
			keepBackup(this.id, { version: this.saving.version, base: this.#base, content });
			if (this.saving.at === 'changed') this.#saveIn(quietMs);
		});
	}

	#saveIn(milliseconds: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.save(), milliseconds);
	}

	/** Whether everything is saved in the end. `closing`: the page may be gone before the answer comes. */
	async save(closing = false): Promise<boolean> {
		clearTimeout(this.#timer);
		this.#running ??= this.#sendAll(closing).finally(() => {
			this.#running = null;
		});
		await this.#running;
		return this.saving.at === 'saved';
	}

	async #sendAll(closing: boolean): Promise<void> {
		if (!this.#isWaiting()) return;
		do await this.#send(closing);
		while (this.saving.at === 'changed');
		if (this.saving.at === 'saved') await this.refresh();
		if (this.saving.at === 'failed' && this.saving.code === 'SERVICE_UNREACHABLE') this.#saveIn(retryMs);
	}

	#isWaiting = (): boolean => this.saving.at === 'changed' || this.saving.at === 'failed';

	async #send(closing: boolean): Promise<void> {
		this.#on({ is: 'send' });
		const content = $state.snapshot(this.content) as DraftContent;
		const { version } = this.saving;
		try {
			const saved = await answered(
				this.#drafts.$put(
					{ param: { id: this.id }, json: { version, content } },
					{ init: { keepalive: closing } },
				),
			);
			this.#base = content;
			this.#on({ is: 'taken', version: saved.version });
			this.#settle();
		} catch (error) {
			const { code = 'UNEXPECTED' } = error as Partial<PassaError>;
			if (code === 'DRAFT_CHANGED') return this.#meet();
			this.#on({ is: 'fail', code });
		}
	}

	/** The draft was changed elsewhere: both changes, where they are of different parts; else a person decides. */
	async #meet(): Promise<void> {
		try {
			const other = (await answered(this.#drafts.$get({ param: { id: this.id } }))) as DraftView;
			const own = $state.snapshot(this.content) as DraftContent;
			const both = merged(this.#base, own, other.content);
			this.#on({ is: 'overtaken', version: other.version, merged: both !== null });
			if (both === null) {
				this.#other = other;
				return;
			}
			this.#base = other.content;
			this.#show(both);
		} catch (error) {
			this.#on({ is: 'fail', code: (error as Partial<PassaError>).code ?? 'UNEXPECTED' });
		}
	}

	decide(keepOwn: boolean): void {
		if (!this.#other) return;
		this.#base = this.#other.content;
		if (!keepOwn) this.#show(this.#other.content);
		this.#other = null;
		this.#on({ is: 'decide', keepOwn });
		this.#settle();
		if (keepOwn) this.save();
		else this.refresh();
	}

	#show(content: DraftContent): void {
		this.#looked = canonical(content);
		this.content = content;
	}

	#settle(): void {
		if (this.saving.at === 'saved') keepBackup(this.id, null);
	}

	/** Prices, shares and what is missing, of what is saved. */
	async refresh(): Promise<void> {
		try {
			this.preview = (await answered(this.#drafts.preview.$post({ param: { id: this.id } }))) as DraftPreview;
		} catch {
			// The last one stays: it is asked for again after the next change.
		}
	}

	setShares(bps: number[]): void {
		this.content = withShares(this.content, bps, this.platformBps);
	}
}
