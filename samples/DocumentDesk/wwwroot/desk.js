// What makes the desk's pages live: who has which document, as it changes. Every page works without it.

(() => {
  'use strict';

  const me = document.body.dataset.user;
  const editing = document.querySelector('form.editing:not([data-page="0"])');
  const reading = document.querySelector('[data-reserved]');
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const ask = (path, options) => fetch(`/api/reservations${path}`, { headers: { 'Content-Type': 'application/json' }, ...options });

  // The visitor's own clock, in place of UTC.
  function setClock(time) {
    const at = new Date(time.dateTime);
    const isToday = at.toDateString() === new Date().toDateString();
    time.textContent = at.toLocaleString([], isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
  }

  function toast(text, document_) {
    const item = document.createElement('p');
    item.append(text);
    if (document_ && document_ !== editing?.dataset.document) {
      const link = Object.assign(document.createElement('a'), { href: `/documents/${document_}/edit`, textContent: document_ });
      item.append(' ', link);
    }

    const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Close', className: 'quiet' });
    close.addEventListener('click', () => item.remove());
    item.append(close);
    one('.toasts').append(item);
  }

  // The badges, in lists and on documents.

  function badge(element, holder) {
    one('[data-name]', element).textContent = holder?.name ?? '';
    element.hidden = !holder;
  }

  async function readBadges() {
    if (!one('[data-badge]')) {
      return;
    }

    const reply = await ask('');
    const reserved = reply.ok ? new Map((await reply.json()).map(item => [item.document, item.holder])) : null;
    reserved && all('[data-badge]').forEach(element => badge(element, reserved.get(element.dataset.badge)));
  }

  // The page of who has to wait: it offers the document when it is free.

  function show(holder) {
    one('[data-held]', reading).hidden = !holder;
    one('[data-free]', reading).hidden = !!holder;
    if (holder && holder.user !== me) {
      one('[data-name]', reading).textContent = holder.name;
      one('[data-initials]', reading).textContent = holder.name.split(' ').map(part => part[0]).join('');
      const time = one('[data-held] time', reading);
      time.dateTime = holder.since;
      setClock(time);
      all('[name=seen]', reading).forEach(seen => { seen.value = holder.fence; });
    }
  }

  // The page of who has it: it gives back when it is left, and says so when the document is not his any more.

  let isLost = false;
  let isSending = false;
  let isChanged = false;

  function lose(text) {
    isLost = true;
    one('[data-lost]').textContent = `${text} What you have typed is still here.`;
    one('[data-lost]').hidden = false;
    one('[data-again]').hidden = false;
  }

  // Only for leaving: the page saves with the fence under which its text was read.
  async function takeAgain() {
    const reply = await ask('', { method: 'POST', body: JSON.stringify({ id: editing.dataset.document, note: one('#note').value || null }) });
    if (reply.ok) {
      editing.dataset.page = (await reply.json()).holder.fence;
    } else if (reply.status === 409) {
      lose((await reply.json()).detail);
    }
  }

  async function readMine() {
    const reply = await ask(`/${editing.dataset.document}`);
    if (reply.status === 401 && !isLost) {
      lose('You are signed out. Sign in again in another tab, then reserve it again here.');
    }

    const state = reply.ok ? await reply.json() : null;
    if (state && !state.mine && !isLost) {
      lose(state.holder ? `${state.holder.name} has the document now.` : 'The document is not reserved for you any more.');
    }
  }

  if (editing) {
    // To load the page again is to open it again, and not to come back from saving.
    history.replaceState(null, '', location.pathname);

    // Typing is no request, and without one the session ends after a while, and the reservation with it.
    let lastSeen = Date.now();
    editing.addEventListener('input', () => {
      isChanged = true;
      if (Date.now() - lastSeen > 5 * 60 * 1000) {
        lastSeen = Date.now();
        readMine();
      }
    });
    document.addEventListener('submit', () => { isSending = true; });
    addEventListener('beforeunload', event => {
      if (isChanged && !isSending) {
        event.preventDefault();
      }
    });
    addEventListener('pagehide', () => {
      if (!isLost && !isSending) {
        const left = new FormData();
        left.append('page', editing.dataset.page);
        left.append('__RequestVerificationToken', one('[name=__RequestVerificationToken]', editing).value);
        navigator.sendBeacon(`/documents/${editing.dataset.document}/leave`, left);
      }
    });

    // Back from where the page was kept as it was: it had given the document back.
    addEventListener('pageshow', event => {
      if (event.persisted) {
        isSending = false;
        takeAgain();
      }
    });
  }

  function tellHolder(news) {
    if (news.kind === 'forced') {
      lose(`${news.by} has ended your reservation: “${news.text}”.`);
    } else if (news.kind === 'released' && news.page && String(news.page) !== String(editing.dataset.page)) {
      takeAgain(); // another tab of this browser had it and was left, and this one is still open
    } else if (news.kind !== 'asked') {
      readMine();
    }
  }

  function hear(news) {
    if (news.kind === 'resync') {
      readBadges();
      reading && ask(`/${reading.dataset.reserved}`).then(reply => reply.json()).then(state => show(state.holder));
      editing && readMine();
      return;
    }

    if (news.kind === 'asked') {
      toast(`${news.by} asks for ${news.document}${news.text ? `: “${news.text}”` : '.'}`, news.document);
    } else if (news.kind !== 'pulse') {
      all(`[data-badge="${news.document}"]`).forEach(element => badge(element, news.holder));
      reading?.dataset.reserved === news.document && show(news.holder);
    }

    if (editing?.dataset.document === news.document && !isLost) {
      tellHolder(news);
    } else if (news.kind === 'forced' && news.by) {
      toast(`${news.by} has ended your reservation of ${news.document}: “${news.text}”.`, news.document);
    }
  }

  // What administrators have changed. A page of which nothing hangs on being opened is read again; of any other, what is above it.

  const renewable = !!one('[data-renewable]');
  let isRenewing = false;

  function renewWith(fresh) {
    document.body.dataset.books = fresh.body.dataset.books;
    one('.mark span').textContent = one('.mark span', fresh).textContent;
    one('#q').placeholder = one('#q', fresh).placeholder;
    one('.notice').replaceWith(one('.notice', fresh));
    if (renewable) {
      document.title = fresh.title;
      one('.desk').replaceWith(one('.desk', fresh));
      all('time[data-clock]').forEach(setClock);
    }
  }

  // The load balancer may ask a node that does not show it yet: then once more. Whatever else goes wrong, the next news tries again.
  async function renew(books, attempts = 5) {
    isRenewing = true;
    const reply = await fetch(renewable ? location.href : '/').catch(() => null);
    const fresh = reply?.ok && !reply.redirected ? new DOMParser().parseFromString(await reply.text(), 'text/html') : null;
    if (fresh && Number(fresh.body.dataset.books) >= books) {
      renewWith(fresh);
    } else if (fresh && attempts > 1) {
      setTimeout(renew, 1000, books, attempts - 1);
      return;
    }

    isRenewing = false;
  }

  // The stream. A browser has only a few connections for a site, so a tab that is not looked at does without, unless it edits.

  let stream;
  let pause = 1000;

  function listen() {
    stream = new EventSource('/api/reservations/live');
    stream.onmessage = message => {
      pause = 1000;
      const news = JSON.parse(message.data);
      news.books > Number(document.body.dataset.books) && !isRenewing && renew(news.books);
      hear(news);
    };
    stream.onerror = () => {
      // After a broken connection the browser tries again by itself, after an error of the load balancer it does not.
      if (stream.readyState === EventSource.CLOSED) {
        pause = Math.min(pause * 2, 30000);
        setTimeout(() => stream?.readyState === EventSource.CLOSED && listen(), pause);
      }
    };
  }

  function listenIfSeen() {
    if (document.hidden && !editing) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      listen();
    }
  }

  all('time[data-clock]').forEach(setClock);
  document.addEventListener('visibilitychange', listenIfSeen);
  listenIfSeen();
})();
