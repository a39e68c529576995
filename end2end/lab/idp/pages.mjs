// pages.mjs: the one page that a person sees: name and password, or no.

const escape = (text) => String(text ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (uid, name, wrong, at) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in: lab</title>
<link rel="icon" href="data:,">
<h1>Sign in</h1>
${wrong ? '<p role="alert">Wrong name or password.</p>' : ''}
<form method="post" action="${at}/interaction/${uid}/login">
<p><label>Name <input name="login" value="${escape(name)}" autocomplete="username"></label>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label>
<p><button>Sign in</button>
</form>
<form method="post" action="${at}/interaction/${uid}/cancel"><button>Cancel</button></form>
`;

async function fieldsOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 4096) return new URLSearchParams();
  }
  return new URLSearchParams(text);
}

/**
 * GET /interaction/UID shows the page, POST …/login takes `login` and `password`, POST …/cancel refuses. `more`: what
 * else the page has settled besides the name; `at`: what comes before it in the address.
 */
export function interactions(provider, accountNamed, { more = {}, at = '' } = {}) {
  return async (ctx, next) => {
    const path = ctx.path.startsWith(at) ? ctx.path.slice(at.length) : '';
    const [, uid, action] = path.match(/^\/interaction\/([\w-]+)(?:\/(login|cancel))?$/) ?? [];
    if (uid === undefined) return next();
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'html';
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === 'GET' && !action) {
      ctx.body = page(uid, params.login_hint, false, at);
    } else if (ctx.method === 'POST' && action === 'cancel') {
      await finish(ctx, { error: 'access_denied', error_description: 'the person said no' });
    } else if (ctx.method === 'POST' && action === 'login') {
      const fields = await fieldsOf(ctx.req);
      const account = accountNamed(fields.get('login'), fields.get('password'));
      if (account) {
        await finish(ctx, { login: { accountId: account.accountId }, ...more });
      } else {
        ctx.body = page(uid, fields.get('login'), true, at);
      }
    } else {
      ctx.status = 405;
    }
  };

  async function finish(ctx, result) {
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  }
}
