"""Writing an answer: ``decode_step``, ``seq2seq_forward`` and ``seq2seq_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.parts import cost_of, gradients_of

ASSIGNMENT = "06_seq2seq"

DECODE_STEP = Exercise(
    id="decode_step",
    assignment=ASSIGNMENT,
    title="one step of the decoder",
    outputs=(
        Output("yt_pred", 0, "yt_pred", ("token", "example")),
        Output("state_next", 1, "state", complete=True),
        Output("cache", 2, "state", opaque=True),
    ),
    criteria=(
        Criterion(
            "yt_pred",
            "probabilities of the next token",
            3,
            r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y s^{\langle t\rangle} + b_y)",
            "S4, one to many",
            "The output looks at the new state. Wy and by belong to no part: they are in parameters as they are.",
        ),
        Criterion(
            "state",
            "new state",
            2,
            r"s^{\langle t\rangle} = \mathrm{cell}(y^{\langle t-1\rangle}, s^{\langle t-1\rangle})",
            "S4, one to many; step 4 corrected",
            "The token written before goes in one-hot, into the cell whose weights end in _decoder.",
        ),
        Criterion(
            "first",
            "first step, without a token",
            2,
            r"y^{\langle 0\rangle} = 0",
            "S4, one to many",
            "Before anything is written token is None. The zero vector has as many rows as a one-hot token.",
            ("yt_pred",),
        ),
        other_sizes(1, "yt_pred", "state"),
        same_dtype(1, "yt_pred", "state"),
        no_side_effects(1, "yt_pred", "state"),
    ),
)

SEQ2SEQ_FORWARD = Exercise(
    id="seq2seq_forward",
    assignment=ASSIGNMENT,
    title="encoder and decoder, with teacher forcing",
    outputs=(
        Output("loss", 0, "loss"),
        Output("y_pred", 1, "y_pred", ("token", "example", "time step")),
        Output("caches", 2, "y_pred", opaque=True),
    ),
    criteria=(
        Criterion(
            "y_pred",
            "predictions at every step",
            5,
            r"\hat y^{\langle t\rangle} = P(y^{\langle t\rangle} \mid x, y^{\langle 1\rangle}, \ldots, "
            r"y^{\langle t-1\rangle})",
            "S4, S0",
            "The decoder starts from the encoder's last state, and at step t it reads the right token of step t − 1.",
        ),
        Criterion(
            "loss",
            "loss",
            3,
            r"L = -\sum_t \log P(y^{\langle t\rangle} \mid x, y^{\langle 1\rangle}, \ldots, y^{\langle t-1\rangle})",
            "S3(6-7)",
            "A sum over time steps and examples, as sequence_loss makes it.",
        ),
        Criterion(
            "mask",
            "padding of the questions",
            2,
            hint="The encoder has to know where each question ends.",
            requires=("y_pred",),
        ),
        Criterion(
            "target_mask",
            "padding of the answers",
            1,
            hint="Steps at which an answer is over do not count in the loss; the predictions there do no harm.",
            requires=("loss",),
        ),
        other_sizes(1, "y_pred", "loss"),
        same_dtype(1, "y_pred", "loss"),
        no_side_effects(1, "y_pred", "loss"),
    ),
)

SEQ2SEQ_BACKWARD = Exercise(
    id="seq2seq_backward",
    assignment=ASSIGNMENT,
    title="backpropagation through decoder and encoder",
    outputs=(
        Output("dWy", "dWy", "output", ("token", "unit")),
        Output("dby", "dby", "output", ("token", "column")),
        *gradients_of("decoder", "decoder"),
        *gradients_of("encoder", "encoder"),
    ),
    criteria=(
        Criterion(
            "output",
            "gradients of the output",
            2,
            r"dW_y = \sum_t (\hat y^{\langle t\rangle} - y^{\langle t\rangle})\,{s^{\langle t\rangle}}^{\top}",
            "S2(5-7)",
            "output_backward gives them, and with them the gradient with respect to each hidden state of the decoder.",
        ),
        Criterion(
            "decoder",
            "gradients of the decoder",
            4,
            r"ds^{\langle t\rangle} = W_y^{\top}(\hat y^{\langle t\rangle} - y^{\langle t\rangle}) + "
            r"\frac{\partial s^{\langle t+1\rangle}}{\partial s^{\langle t\rangle}} ds^{\langle t+1\rangle}",
            "S2(9-13)",
            "From the last step to the first; the gradient of a step's own output is added to what the later step "
            "hands back.",
        ),
        Criterion(
            "encoder",
            "gradients of the encoder",
            4,
            r"ds_{\mathrm{encoder}}^{\langle T_x\rangle} = ds_{\mathrm{decoder}}^{\langle 0\rangle}",
            "S2(9-13), twice",
            "The two parts meet in one state. All of its gradient goes on into the encoder.",
        ),
        Criterion(
            "masks",
            "padding of questions and answers",
            2,
            hint="A step that does not count in the loss sends no gradient back: what is ŷ − y there?",
            requires=("output", "decoder", "encoder"),
        ),
        other_sizes(1, "output", "decoder", "encoder"),
        same_dtype(1, "output", "decoder", "encoder"),
        no_side_effects(1, "output", "decoder", "encoder"),
        cost_of(1, "output", "decoder", "encoder"),
    ),
)
