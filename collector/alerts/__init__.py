"""The mail room: from flips to mail that was read. `post.Post` is its turn, each 15 seconds.

1. `sites` looks which sites fell silent (`collector.outage` has the rule); `sorting` says what
   becomes of each flip: at once, with its site, in the digest, held, nothing; `quiet` how long
   nothing more is mailed of what comes and goes.
2. `alert` and `digest` write letters from it (`telling` and `listing` word one flip and many;
   `letter` renders plain text and HTML); `due` says when the digest goes out.
3. `desk` queues them, in the transaction that marks the flips as told.
4. `delivery` takes the queue to the server (`smtp`, the only importer of smtplib) or, where none
   is set, into the `outbox` folder, and writes down what became of each.

Sorting and wording are pure; `gathering` reads from the state what they need.
"""
