/* mobilenet.h - model "mobilenet". Emitted by Crescent 1.0.0 from mobilenet.lua, command:
 *     crescent mobilenet.lua --main
 * Do not edit; edit mobilenet.lua.
 *
 *   function  inputs                           outputs                      state       workspace
 *   infer     x u8[224,224,3]                  probs f32[1000], best i32[]  -           6021888 B
 *   train     x u8[n,224,224,3], label i32[n]  -                            42058824 B  881339088 B
 */
#ifndef MOBILENET_H
#define MOBILENET_H
#include "crescent.h"
#if CR_ABI != 1
#error "mobilenet.h was emitted for crescent.h with CR_ABI 1; emit it again or use that runtime"
#endif

#define MOBILENET_VERSION            ""
#define MOBILENET_CRESCENT           10000
#define MOBILENET_SIGNATURE          UINT64_C(0x30cee745a8a1a8c7)  /* of parameter names, shapes, types: which files fit */
#define MOBILENET_GRAPH              UINT64_C(0x3c52e5ba1173f13e)  /* of the computation: which goldens fit */
#define MOBILENET_EXACT              0
#define MOBILENET_PARAMETERS         3504872       /* trainable numbers */
#define MOBILENET_TENSORS            262
#define MOBILENET_PARAMS_SIZE        14155936      /* bytes */
#define MOBILENET_TRAIN_STATE_SIZE   42058824      /* bytes at most */
#define MOBILENET_BATCH              16
#define MOBILENET_METRICS            2             /* the loss among them */
#define MOBILENET_INFER_WORKSPACE_SIZE 6021888
#define MOBILENET_TRAIN_WORKSPACE_SIZE 881339088
#define MOBILENET_INIT_WORKSPACE_SIZE 4
#define MOBILENET_INFER_STACK        7168          /* bytes below the caller, an upper estimate for every target */
#define MOBILENET_TRAIN_STACK        11712         /* bytes below the caller, an upper estimate for every target */

#ifdef __cplusplus
extern "C" {
#endif

/* What a weight file holds. The order inside some arrays is the kernels', not the file's: go through
 * mobilenet_get and mobilenet_set, or compile with --layout=plain and use the fields. */
typedef struct mobilenet_params {
	float conv2d_1_kernel[864];                              /* [3,3,3,32], panels of 16 */
	float batch_norm_1_moving_mean[32];                      /* [32]; saved, not trained */
	float batch_norm_1_moving_variance[32];                  /* [32]; saved, not trained */
	float batch_norm_1_gamma[32];                            /* [32] */
	float batch_norm_1_beta[32];                             /* [32] */
	float blocks_block_1_depthwise_conv2d_1_kernel[288];     /* [3,3,32,1] */
	float blocks_block_1_batch_norm_1_moving_mean[32];       /* [32]; saved, not trained */
	float blocks_block_1_batch_norm_1_moving_variance[32];   /* [32]; saved, not trained */
	float blocks_block_1_batch_norm_1_gamma[32];             /* [32] */
	float blocks_block_1_batch_norm_1_beta[32];              /* [32] */
	float blocks_block_1_conv2d_1_kernel[512];               /* [1,1,32,16] */
	float blocks_block_1_batch_norm_2_moving_mean[16];       /* [16]; saved, not trained */
	float blocks_block_1_batch_norm_2_moving_variance[16];   /* [16]; saved, not trained */
	float blocks_block_1_batch_norm_2_gamma[16];             /* [16] */
	float blocks_block_1_batch_norm_2_beta[16];              /* [16] */
	float blocks_block_2_conv2d_1_kernel[1536];              /* [1,1,16,96], panels of 16 */
	float blocks_block_2_batch_norm_1_moving_mean[96];       /* [96]; saved, not trained */
	float blocks_block_2_batch_norm_1_moving_variance[96];   /* [96]; saved, not trained */
	float blocks_block_2_batch_norm_1_gamma[96];             /* [96] */
	float blocks_block_2_batch_norm_1_beta[96];              /* [96] */
	float blocks_block_2_depthwise_conv2d_1_kernel[864];     /* [3,3,96,1] */
	float blocks_block_2_batch_norm_2_moving_mean[96];       /* [96]; saved, not trained */
	float blocks_block_2_batch_norm_2_moving_variance[96];   /* [96]; saved, not trained */
	float blocks_block_2_batch_norm_2_gamma[96];             /* [96] */
	float blocks_block_2_batch_norm_2_beta[96];              /* [96] */
	float blocks_block_2_conv2d_2_kernel[2304];              /* [1,1,96,24] */
	float blocks_block_2_batch_norm_3_moving_mean[24];       /* [24]; saved, not trained */
	float blocks_block_2_batch_norm_3_moving_variance[24];   /* [24]; saved, not trained */
	float blocks_block_2_batch_norm_3_gamma[24];             /* [24] */
	float blocks_block_2_batch_norm_3_beta[24];              /* [24] */
	float blocks_block_3_conv2d_1_kernel[3456];              /* [1,1,24,144], panels of 16 */
	float blocks_block_3_batch_norm_1_moving_mean[144];      /* [144]; saved, not trained */
	float blocks_block_3_batch_norm_1_moving_variance[144];  /* [144]; saved, not trained */
	float blocks_block_3_batch_norm_1_gamma[144];            /* [144] */
	float blocks_block_3_batch_norm_1_beta[144];             /* [144] */
	float blocks_block_3_depthwise_conv2d_1_kernel[1296];    /* [3,3,144,1] */
	float blocks_block_3_batch_norm_2_moving_mean[144];      /* [144]; saved, not trained */
	float blocks_block_3_batch_norm_2_moving_variance[144];  /* [144]; saved, not trained */
	float blocks_block_3_batch_norm_2_gamma[144];            /* [144] */
	float blocks_block_3_batch_norm_2_beta[144];             /* [144] */
	float blocks_block_3_conv2d_2_kernel[3456];              /* [1,1,144,24] */
	float blocks_block_3_batch_norm_3_moving_mean[24];       /* [24]; saved, not trained */
	float blocks_block_3_batch_norm_3_moving_variance[24];   /* [24]; saved, not trained */
	float blocks_block_3_batch_norm_3_gamma[24];             /* [24] */
	float blocks_block_3_batch_norm_3_beta[24];              /* [24] */
	float blocks_block_4_conv2d_1_kernel[3456];              /* [1,1,24,144], panels of 16 */
	float blocks_block_4_batch_norm_1_moving_mean[144];      /* [144]; saved, not trained */
	float blocks_block_4_batch_norm_1_moving_variance[144];  /* [144]; saved, not trained */
	float blocks_block_4_batch_norm_1_gamma[144];            /* [144] */
	float blocks_block_4_batch_norm_1_beta[144];             /* [144] */
	float blocks_block_4_depthwise_conv2d_1_kernel[1296];    /* [3,3,144,1] */
	float blocks_block_4_batch_norm_2_moving_mean[144];      /* [144]; saved, not trained */
	float blocks_block_4_batch_norm_2_moving_variance[144];  /* [144]; saved, not trained */
	float blocks_block_4_batch_norm_2_gamma[144];            /* [144] */
	float blocks_block_4_batch_norm_2_beta[144];             /* [144] */
	float blocks_block_4_conv2d_2_kernel[4608];              /* [1,1,144,32], panels of 16 */
	float blocks_block_4_batch_norm_3_moving_mean[32];       /* [32]; saved, not trained */
	float blocks_block_4_batch_norm_3_moving_variance[32];   /* [32]; saved, not trained */
	float blocks_block_4_batch_norm_3_gamma[32];             /* [32] */
	float blocks_block_4_batch_norm_3_beta[32];              /* [32] */
	float blocks_block_5_conv2d_1_kernel[6144];              /* [1,1,32,192], panels of 16 */
	float blocks_block_5_batch_norm_1_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_5_batch_norm_1_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_5_batch_norm_1_gamma[192];            /* [192] */
	float blocks_block_5_batch_norm_1_beta[192];             /* [192] */
	float blocks_block_5_depthwise_conv2d_1_kernel[1728];    /* [3,3,192,1] */
	float blocks_block_5_batch_norm_2_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_5_batch_norm_2_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_5_batch_norm_2_gamma[192];            /* [192] */
	float blocks_block_5_batch_norm_2_beta[192];             /* [192] */
	float blocks_block_5_conv2d_2_kernel[6144];              /* [1,1,192,32], panels of 16 */
	float blocks_block_5_batch_norm_3_moving_mean[32];       /* [32]; saved, not trained */
	float blocks_block_5_batch_norm_3_moving_variance[32];   /* [32]; saved, not trained */
	float blocks_block_5_batch_norm_3_gamma[32];             /* [32] */
	float blocks_block_5_batch_norm_3_beta[32];              /* [32] */
	float blocks_block_6_conv2d_1_kernel[6144];              /* [1,1,32,192], panels of 16 */
	float blocks_block_6_batch_norm_1_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_6_batch_norm_1_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_6_batch_norm_1_gamma[192];            /* [192] */
	float blocks_block_6_batch_norm_1_beta[192];             /* [192] */
	float blocks_block_6_depthwise_conv2d_1_kernel[1728];    /* [3,3,192,1] */
	float blocks_block_6_batch_norm_2_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_6_batch_norm_2_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_6_batch_norm_2_gamma[192];            /* [192] */
	float blocks_block_6_batch_norm_2_beta[192];             /* [192] */
	float blocks_block_6_conv2d_2_kernel[6144];              /* [1,1,192,32], panels of 16 */
	float blocks_block_6_batch_norm_3_moving_mean[32];       /* [32]; saved, not trained */
	float blocks_block_6_batch_norm_3_moving_variance[32];   /* [32]; saved, not trained */
	float blocks_block_6_batch_norm_3_gamma[32];             /* [32] */
	float blocks_block_6_batch_norm_3_beta[32];              /* [32] */
	float blocks_block_7_conv2d_1_kernel[6144];              /* [1,1,32,192], panels of 16 */
	float blocks_block_7_batch_norm_1_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_7_batch_norm_1_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_7_batch_norm_1_gamma[192];            /* [192] */
	float blocks_block_7_batch_norm_1_beta[192];             /* [192] */
	float blocks_block_7_depthwise_conv2d_1_kernel[1728];    /* [3,3,192,1] */
	float blocks_block_7_batch_norm_2_moving_mean[192];      /* [192]; saved, not trained */
	float blocks_block_7_batch_norm_2_moving_variance[192];  /* [192]; saved, not trained */
	float blocks_block_7_batch_norm_2_gamma[192];            /* [192] */
	float blocks_block_7_batch_norm_2_beta[192];             /* [192] */
	float blocks_block_7_conv2d_2_kernel[12288];             /* [1,1,192,64], panels of 16 */
	float blocks_block_7_batch_norm_3_moving_mean[64];       /* [64]; saved, not trained */
	float blocks_block_7_batch_norm_3_moving_variance[64];   /* [64]; saved, not trained */
	float blocks_block_7_batch_norm_3_gamma[64];             /* [64] */
	float blocks_block_7_batch_norm_3_beta[64];              /* [64] */
	float blocks_block_8_conv2d_1_kernel[24576];             /* [1,1,64,384], panels of 16 */
	float blocks_block_8_batch_norm_1_moving_mean[384];      /* [384]; saved, not trained */
	float blocks_block_8_batch_norm_1_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_8_batch_norm_1_gamma[384];            /* [384] */
	float blocks_block_8_batch_norm_1_beta[384];             /* [384] */
	float blocks_block_8_depthwise_conv2d_1_kernel[3456];    /* [3,3,384,1] */
	float blocks_block_8_batch_norm_2_moving_mean[384];      /* [384]; saved, not trained */
	float blocks_block_8_batch_norm_2_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_8_batch_norm_2_gamma[384];            /* [384] */
	float blocks_block_8_batch_norm_2_beta[384];             /* [384] */
	float blocks_block_8_conv2d_2_kernel[24576];             /* [1,1,384,64], panels of 16 */
	float blocks_block_8_batch_norm_3_moving_mean[64];       /* [64]; saved, not trained */
	float blocks_block_8_batch_norm_3_moving_variance[64];   /* [64]; saved, not trained */
	float blocks_block_8_batch_norm_3_gamma[64];             /* [64] */
	float blocks_block_8_batch_norm_3_beta[64];              /* [64] */
	float blocks_block_9_conv2d_1_kernel[24576];             /* [1,1,64,384], panels of 16 */
	float blocks_block_9_batch_norm_1_moving_mean[384];      /* [384]; saved, not trained */
	float blocks_block_9_batch_norm_1_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_9_batch_norm_1_gamma[384];            /* [384] */
	float blocks_block_9_batch_norm_1_beta[384];             /* [384] */
	float blocks_block_9_depthwise_conv2d_1_kernel[3456];    /* [3,3,384,1] */
	float blocks_block_9_batch_norm_2_moving_mean[384];      /* [384]; saved, not trained */
	float blocks_block_9_batch_norm_2_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_9_batch_norm_2_gamma[384];            /* [384] */
	float blocks_block_9_batch_norm_2_beta[384];             /* [384] */
	float blocks_block_9_conv2d_2_kernel[24576];             /* [1,1,384,64], panels of 16 */
	float blocks_block_9_batch_norm_3_moving_mean[64];       /* [64]; saved, not trained */
	float blocks_block_9_batch_norm_3_moving_variance[64];   /* [64]; saved, not trained */
	float blocks_block_9_batch_norm_3_gamma[64];             /* [64] */
	float blocks_block_9_batch_norm_3_beta[64];              /* [64] */
	float blocks_block_10_conv2d_1_kernel[24576];            /* [1,1,64,384], panels of 16 */
	float blocks_block_10_batch_norm_1_moving_mean[384];     /* [384]; saved, not trained */
	float blocks_block_10_batch_norm_1_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_10_batch_norm_1_gamma[384];           /* [384] */
	float blocks_block_10_batch_norm_1_beta[384];            /* [384] */
	float blocks_block_10_depthwise_conv2d_1_kernel[3456];   /* [3,3,384,1] */
	float blocks_block_10_batch_norm_2_moving_mean[384];     /* [384]; saved, not trained */
	float blocks_block_10_batch_norm_2_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_10_batch_norm_2_gamma[384];           /* [384] */
	float blocks_block_10_batch_norm_2_beta[384];            /* [384] */
	float blocks_block_10_conv2d_2_kernel[24576];            /* [1,1,384,64], panels of 16 */
	float blocks_block_10_batch_norm_3_moving_mean[64];      /* [64]; saved, not trained */
	float blocks_block_10_batch_norm_3_moving_variance[64];  /* [64]; saved, not trained */
	float blocks_block_10_batch_norm_3_gamma[64];            /* [64] */
	float blocks_block_10_batch_norm_3_beta[64];             /* [64] */
	float blocks_block_11_conv2d_1_kernel[24576];            /* [1,1,64,384], panels of 16 */
	float blocks_block_11_batch_norm_1_moving_mean[384];     /* [384]; saved, not trained */
	float blocks_block_11_batch_norm_1_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_11_batch_norm_1_gamma[384];           /* [384] */
	float blocks_block_11_batch_norm_1_beta[384];            /* [384] */
	float blocks_block_11_depthwise_conv2d_1_kernel[3456];   /* [3,3,384,1] */
	float blocks_block_11_batch_norm_2_moving_mean[384];     /* [384]; saved, not trained */
	float blocks_block_11_batch_norm_2_moving_variance[384];  /* [384]; saved, not trained */
	float blocks_block_11_batch_norm_2_gamma[384];           /* [384] */
	float blocks_block_11_batch_norm_2_beta[384];            /* [384] */
	float blocks_block_11_conv2d_2_kernel[36864];            /* [1,1,384,96], panels of 16 */
	float blocks_block_11_batch_norm_3_moving_mean[96];      /* [96]; saved, not trained */
	float blocks_block_11_batch_norm_3_moving_variance[96];  /* [96]; saved, not trained */
	float blocks_block_11_batch_norm_3_gamma[96];            /* [96] */
	float blocks_block_11_batch_norm_3_beta[96];             /* [96] */
	float blocks_block_12_conv2d_1_kernel[55296];            /* [1,1,96,576], panels of 16 */
	float blocks_block_12_batch_norm_1_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_12_batch_norm_1_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_12_batch_norm_1_gamma[576];           /* [576] */
	float blocks_block_12_batch_norm_1_beta[576];            /* [576] */
	float blocks_block_12_depthwise_conv2d_1_kernel[5184];   /* [3,3,576,1] */
	float blocks_block_12_batch_norm_2_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_12_batch_norm_2_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_12_batch_norm_2_gamma[576];           /* [576] */
	float blocks_block_12_batch_norm_2_beta[576];            /* [576] */
	float blocks_block_12_conv2d_2_kernel[55296];            /* [1,1,576,96], panels of 16 */
	float blocks_block_12_batch_norm_3_moving_mean[96];      /* [96]; saved, not trained */
	float blocks_block_12_batch_norm_3_moving_variance[96];  /* [96]; saved, not trained */
	float blocks_block_12_batch_norm_3_gamma[96];            /* [96] */
	float blocks_block_12_batch_norm_3_beta[96];             /* [96] */
	float blocks_block_13_conv2d_1_kernel[55296];            /* [1,1,96,576], panels of 16 */
	float blocks_block_13_batch_norm_1_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_13_batch_norm_1_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_13_batch_norm_1_gamma[576];           /* [576] */
	float blocks_block_13_batch_norm_1_beta[576];            /* [576] */
	float blocks_block_13_depthwise_conv2d_1_kernel[5184];   /* [3,3,576,1] */
	float blocks_block_13_batch_norm_2_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_13_batch_norm_2_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_13_batch_norm_2_gamma[576];           /* [576] */
	float blocks_block_13_batch_norm_2_beta[576];            /* [576] */
	float blocks_block_13_conv2d_2_kernel[55296];            /* [1,1,576,96], panels of 16 */
	float blocks_block_13_batch_norm_3_moving_mean[96];      /* [96]; saved, not trained */
	float blocks_block_13_batch_norm_3_moving_variance[96];  /* [96]; saved, not trained */
	float blocks_block_13_batch_norm_3_gamma[96];            /* [96] */
	float blocks_block_13_batch_norm_3_beta[96];             /* [96] */
	float blocks_block_14_conv2d_1_kernel[55296];            /* [1,1,96,576], panels of 16 */
	float blocks_block_14_batch_norm_1_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_14_batch_norm_1_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_14_batch_norm_1_gamma[576];           /* [576] */
	float blocks_block_14_batch_norm_1_beta[576];            /* [576] */
	float blocks_block_14_depthwise_conv2d_1_kernel[5184];   /* [3,3,576,1] */
	float blocks_block_14_batch_norm_2_moving_mean[576];     /* [576]; saved, not trained */
	float blocks_block_14_batch_norm_2_moving_variance[576];  /* [576]; saved, not trained */
	float blocks_block_14_batch_norm_2_gamma[576];           /* [576] */
	float blocks_block_14_batch_norm_2_beta[576];            /* [576] */
	float blocks_block_14_conv2d_2_kernel[92160];            /* [1,1,576,160], panels of 16 */
	float blocks_block_14_batch_norm_3_moving_mean[160];     /* [160]; saved, not trained */
	float blocks_block_14_batch_norm_3_moving_variance[160];  /* [160]; saved, not trained */
	float blocks_block_14_batch_norm_3_gamma[160];           /* [160] */
	float blocks_block_14_batch_norm_3_beta[160];            /* [160] */
	float blocks_block_15_conv2d_1_kernel[153600];           /* [1,1,160,960], panels of 16 */
	float blocks_block_15_batch_norm_1_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_15_batch_norm_1_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_15_batch_norm_1_gamma[960];           /* [960] */
	float blocks_block_15_batch_norm_1_beta[960];            /* [960] */
	float blocks_block_15_depthwise_conv2d_1_kernel[8640];   /* [3,3,960,1] */
	float blocks_block_15_batch_norm_2_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_15_batch_norm_2_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_15_batch_norm_2_gamma[960];           /* [960] */
	float blocks_block_15_batch_norm_2_beta[960];            /* [960] */
	float blocks_block_15_conv2d_2_kernel[153600];           /* [1,1,960,160], panels of 16 */
	float blocks_block_15_batch_norm_3_moving_mean[160];     /* [160]; saved, not trained */
	float blocks_block_15_batch_norm_3_moving_variance[160];  /* [160]; saved, not trained */
	float blocks_block_15_batch_norm_3_gamma[160];           /* [160] */
	float blocks_block_15_batch_norm_3_beta[160];            /* [160] */
	float blocks_block_16_conv2d_1_kernel[153600];           /* [1,1,160,960], panels of 16 */
	float blocks_block_16_batch_norm_1_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_16_batch_norm_1_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_16_batch_norm_1_gamma[960];           /* [960] */
	float blocks_block_16_batch_norm_1_beta[960];            /* [960] */
	float blocks_block_16_depthwise_conv2d_1_kernel[8640];   /* [3,3,960,1] */
	float blocks_block_16_batch_norm_2_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_16_batch_norm_2_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_16_batch_norm_2_gamma[960];           /* [960] */
	float blocks_block_16_batch_norm_2_beta[960];            /* [960] */
	float blocks_block_16_conv2d_2_kernel[153600];           /* [1,1,960,160], panels of 16 */
	float blocks_block_16_batch_norm_3_moving_mean[160];     /* [160]; saved, not trained */
	float blocks_block_16_batch_norm_3_moving_variance[160];  /* [160]; saved, not trained */
	float blocks_block_16_batch_norm_3_gamma[160];           /* [160] */
	float blocks_block_16_batch_norm_3_beta[160];            /* [160] */
	float blocks_block_17_conv2d_1_kernel[153600];           /* [1,1,160,960], panels of 16 */
	float blocks_block_17_batch_norm_1_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_17_batch_norm_1_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_17_batch_norm_1_gamma[960];           /* [960] */
	float blocks_block_17_batch_norm_1_beta[960];            /* [960] */
	float blocks_block_17_depthwise_conv2d_1_kernel[8640];   /* [3,3,960,1] */
	float blocks_block_17_batch_norm_2_moving_mean[960];     /* [960]; saved, not trained */
	float blocks_block_17_batch_norm_2_moving_variance[960];  /* [960]; saved, not trained */
	float blocks_block_17_batch_norm_2_gamma[960];           /* [960] */
	float blocks_block_17_batch_norm_2_beta[960];            /* [960] */
	float blocks_block_17_conv2d_2_kernel[307200];           /* [1,1,960,320], panels of 16 */
	float blocks_block_17_batch_norm_3_moving_mean[320];     /* [320]; saved, not trained */
	float blocks_block_17_batch_norm_3_moving_variance[320];  /* [320]; saved, not trained */
	float blocks_block_17_batch_norm_3_gamma[320];           /* [320] */
	float blocks_block_17_batch_norm_3_beta[320];            /* [320] */
	float conv2d_2_kernel[409600];                           /* [1,1,320,1280], panels of 16 */
	float batch_norm_2_moving_mean[1280];                    /* [1280]; saved, not trained */
	float batch_norm_2_moving_variance[1280];                /* [1280]; saved, not trained */
	float batch_norm_2_gamma[1280];                          /* [1280] */
	float batch_norm_2_beta[1280];                           /* [1280] */
	float dense_1_kernel[1280000];                           /* [1280,1000] */
	float dense_1_bias[1000];                                /* [1000] */
} mobilenet_params;

/* One for each training run: moments, step, random-number counter, place in the data. */
typedef struct mobilenet_train_state {
	cr_train_run run;
	uint32_t rng[4];                                         /* [4] */
	uint32_t step[1];                                        /* [] */
	float momentum_conv2d_1_kernel[864];                     /* [3,3,3,32], panels of 16 */
	float square_conv2d_1_kernel[864];                       /* [3,3,3,32], panels of 16 */
	float average_conv2d_1_kernel[864];                      /* [3,3,3,32], panels of 16 */
	float momentum_batch_norm_1_gamma[32];                   /* [32] */
	float square_batch_norm_1_gamma[32];                     /* [32] */
	float average_batch_norm_1_gamma[32];                    /* [32] */
	float momentum_batch_norm_1_beta[32];                    /* [32] */
	float square_batch_norm_1_beta[32];                      /* [32] */
	float average_batch_norm_1_beta[32];                     /* [32] */
	float momentum_blocks_block_1_depthwise_conv2d_1_kernel[288];  /* [3,3,32,1] */
	float square_blocks_block_1_depthwise_conv2d_1_kernel[288];  /* [3,3,32,1] */
	float average_blocks_block_1_depthwise_conv2d_1_kernel[288];  /* [3,3,32,1] */
	float momentum_blocks_block_1_batch_norm_1_gamma[32];    /* [32] */
	float square_blocks_block_1_batch_norm_1_gamma[32];      /* [32] */
	float average_blocks_block_1_batch_norm_1_gamma[32];     /* [32] */
	float momentum_blocks_block_1_batch_norm_1_beta[32];     /* [32] */
	float square_blocks_block_1_batch_norm_1_beta[32];       /* [32] */
	float average_blocks_block_1_batch_norm_1_beta[32];      /* [32] */
	float momentum_blocks_block_1_conv2d_1_kernel[512];      /* [1,1,32,16] */
	float square_blocks_block_1_conv2d_1_kernel[512];        /* [1,1,32,16] */
	float average_blocks_block_1_conv2d_1_kernel[512];       /* [1,1,32,16] */
	float momentum_blocks_block_1_batch_norm_2_gamma[16];    /* [16] */
	float square_blocks_block_1_batch_norm_2_gamma[16];      /* [16] */
	float average_blocks_block_1_batch_norm_2_gamma[16];     /* [16] */
	float momentum_blocks_block_1_batch_norm_2_beta[16];     /* [16] */
	float square_blocks_block_1_batch_norm_2_beta[16];       /* [16] */
	float average_blocks_block_1_batch_norm_2_beta[16];      /* [16] */
	float momentum_blocks_block_2_conv2d_1_kernel[1536];     /* [1,1,16,96], panels of 16 */
	float square_blocks_block_2_conv2d_1_kernel[1536];       /* [1,1,16,96], panels of 16 */
	float average_blocks_block_2_conv2d_1_kernel[1536];      /* [1,1,16,96], panels of 16 */
	float momentum_blocks_block_2_batch_norm_1_gamma[96];    /* [96] */
	float square_blocks_block_2_batch_norm_1_gamma[96];      /* [96] */
	float average_blocks_block_2_batch_norm_1_gamma[96];     /* [96] */
	float momentum_blocks_block_2_batch_norm_1_beta[96];     /* [96] */
	float square_blocks_block_2_batch_norm_1_beta[96];       /* [96] */
	float average_blocks_block_2_batch_norm_1_beta[96];      /* [96] */
	float momentum_blocks_block_2_depthwise_conv2d_1_kernel[864];  /* [3,3,96,1] */
	float square_blocks_block_2_depthwise_conv2d_1_kernel[864];  /* [3,3,96,1] */
	float average_blocks_block_2_depthwise_conv2d_1_kernel[864];  /* [3,3,96,1] */
	float momentum_blocks_block_2_batch_norm_2_gamma[96];    /* [96] */
	float square_blocks_block_2_batch_norm_2_gamma[96];      /* [96] */
	float average_blocks_block_2_batch_norm_2_gamma[96];     /* [96] */
	float momentum_blocks_block_2_batch_norm_2_beta[96];     /* [96] */
	float square_blocks_block_2_batch_norm_2_beta[96];       /* [96] */
	float average_blocks_block_2_batch_norm_2_beta[96];      /* [96] */
	float momentum_blocks_block_2_conv2d_2_kernel[2304];     /* [1,1,96,24] */
	float square_blocks_block_2_conv2d_2_kernel[2304];       /* [1,1,96,24] */
	float average_blocks_block_2_conv2d_2_kernel[2304];      /* [1,1,96,24] */
	float momentum_blocks_block_2_batch_norm_3_gamma[24];    /* [24] */
	float square_blocks_block_2_batch_norm_3_gamma[24];      /* [24] */
	float average_blocks_block_2_batch_norm_3_gamma[24];     /* [24] */
	float momentum_blocks_block_2_batch_norm_3_beta[24];     /* [24] */
	float square_blocks_block_2_batch_norm_3_beta[24];       /* [24] */
	float average_blocks_block_2_batch_norm_3_beta[24];      /* [24] */
	float momentum_blocks_block_3_conv2d_1_kernel[3456];     /* [1,1,24,144], panels of 16 */
	float square_blocks_block_3_conv2d_1_kernel[3456];       /* [1,1,24,144], panels of 16 */
	float average_blocks_block_3_conv2d_1_kernel[3456];      /* [1,1,24,144], panels of 16 */
	float momentum_blocks_block_3_batch_norm_1_gamma[144];   /* [144] */
	float square_blocks_block_3_batch_norm_1_gamma[144];     /* [144] */
	float average_blocks_block_3_batch_norm_1_gamma[144];    /* [144] */
	float momentum_blocks_block_3_batch_norm_1_beta[144];    /* [144] */
	float square_blocks_block_3_batch_norm_1_beta[144];      /* [144] */
	float average_blocks_block_3_batch_norm_1_beta[144];     /* [144] */
	float momentum_blocks_block_3_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float square_blocks_block_3_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float average_blocks_block_3_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float momentum_blocks_block_3_batch_norm_2_gamma[144];   /* [144] */
	float square_blocks_block_3_batch_norm_2_gamma[144];     /* [144] */
	float average_blocks_block_3_batch_norm_2_gamma[144];    /* [144] */
	float momentum_blocks_block_3_batch_norm_2_beta[144];    /* [144] */
	float square_blocks_block_3_batch_norm_2_beta[144];      /* [144] */
	float average_blocks_block_3_batch_norm_2_beta[144];     /* [144] */
	float momentum_blocks_block_3_conv2d_2_kernel[3456];     /* [1,1,144,24] */
	float square_blocks_block_3_conv2d_2_kernel[3456];       /* [1,1,144,24] */
	float average_blocks_block_3_conv2d_2_kernel[3456];      /* [1,1,144,24] */
	float momentum_blocks_block_3_batch_norm_3_gamma[24];    /* [24] */
	float square_blocks_block_3_batch_norm_3_gamma[24];      /* [24] */
	float average_blocks_block_3_batch_norm_3_gamma[24];     /* [24] */
	float momentum_blocks_block_3_batch_norm_3_beta[24];     /* [24] */
	float square_blocks_block_3_batch_norm_3_beta[24];       /* [24] */
	float average_blocks_block_3_batch_norm_3_beta[24];      /* [24] */
	float momentum_blocks_block_4_conv2d_1_kernel[3456];     /* [1,1,24,144], panels of 16 */
	float square_blocks_block_4_conv2d_1_kernel[3456];       /* [1,1,24,144], panels of 16 */
	float average_blocks_block_4_conv2d_1_kernel[3456];      /* [1,1,24,144], panels of 16 */
	float momentum_blocks_block_4_batch_norm_1_gamma[144];   /* [144] */
	float square_blocks_block_4_batch_norm_1_gamma[144];     /* [144] */
	float average_blocks_block_4_batch_norm_1_gamma[144];    /* [144] */
	float momentum_blocks_block_4_batch_norm_1_beta[144];    /* [144] */
	float square_blocks_block_4_batch_norm_1_beta[144];      /* [144] */
	float average_blocks_block_4_batch_norm_1_beta[144];     /* [144] */
	float momentum_blocks_block_4_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float square_blocks_block_4_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float average_blocks_block_4_depthwise_conv2d_1_kernel[1296];  /* [3,3,144,1] */
	float momentum_blocks_block_4_batch_norm_2_gamma[144];   /* [144] */
	float square_blocks_block_4_batch_norm_2_gamma[144];     /* [144] */
	float average_blocks_block_4_batch_norm_2_gamma[144];    /* [144] */
	float momentum_blocks_block_4_batch_norm_2_beta[144];    /* [144] */
	float square_blocks_block_4_batch_norm_2_beta[144];      /* [144] */
	float average_blocks_block_4_batch_norm_2_beta[144];     /* [144] */
	float momentum_blocks_block_4_conv2d_2_kernel[4608];     /* [1,1,144,32], panels of 16 */
	float square_blocks_block_4_conv2d_2_kernel[4608];       /* [1,1,144,32], panels of 16 */
	float average_blocks_block_4_conv2d_2_kernel[4608];      /* [1,1,144,32], panels of 16 */
	float momentum_blocks_block_4_batch_norm_3_gamma[32];    /* [32] */
	float square_blocks_block_4_batch_norm_3_gamma[32];      /* [32] */
	float average_blocks_block_4_batch_norm_3_gamma[32];     /* [32] */
	float momentum_blocks_block_4_batch_norm_3_beta[32];     /* [32] */
	float square_blocks_block_4_batch_norm_3_beta[32];       /* [32] */
	float average_blocks_block_4_batch_norm_3_beta[32];      /* [32] */
	float momentum_blocks_block_5_conv2d_1_kernel[6144];     /* [1,1,32,192], panels of 16 */
	float square_blocks_block_5_conv2d_1_kernel[6144];       /* [1,1,32,192], panels of 16 */
	float average_blocks_block_5_conv2d_1_kernel[6144];      /* [1,1,32,192], panels of 16 */
	float momentum_blocks_block_5_batch_norm_1_gamma[192];   /* [192] */
	float square_blocks_block_5_batch_norm_1_gamma[192];     /* [192] */
	float average_blocks_block_5_batch_norm_1_gamma[192];    /* [192] */
	float momentum_blocks_block_5_batch_norm_1_beta[192];    /* [192] */
	float square_blocks_block_5_batch_norm_1_beta[192];      /* [192] */
	float average_blocks_block_5_batch_norm_1_beta[192];     /* [192] */
	float momentum_blocks_block_5_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float square_blocks_block_5_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float average_blocks_block_5_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float momentum_blocks_block_5_batch_norm_2_gamma[192];   /* [192] */
	float square_blocks_block_5_batch_norm_2_gamma[192];     /* [192] */
	float average_blocks_block_5_batch_norm_2_gamma[192];    /* [192] */
	float momentum_blocks_block_5_batch_norm_2_beta[192];    /* [192] */
	float square_blocks_block_5_batch_norm_2_beta[192];      /* [192] */
	float average_blocks_block_5_batch_norm_2_beta[192];     /* [192] */
	float momentum_blocks_block_5_conv2d_2_kernel[6144];     /* [1,1,192,32], panels of 16 */
	float square_blocks_block_5_conv2d_2_kernel[6144];       /* [1,1,192,32], panels of 16 */
	float average_blocks_block_5_conv2d_2_kernel[6144];      /* [1,1,192,32], panels of 16 */
	float momentum_blocks_block_5_batch_norm_3_gamma[32];    /* [32] */
	float square_blocks_block_5_batch_norm_3_gamma[32];      /* [32] */
	float average_blocks_block_5_batch_norm_3_gamma[32];     /* [32] */
	float momentum_blocks_block_5_batch_norm_3_beta[32];     /* [32] */
	float square_blocks_block_5_batch_norm_3_beta[32];       /* [32] */
	float average_blocks_block_5_batch_norm_3_beta[32];      /* [32] */
	float momentum_blocks_block_6_conv2d_1_kernel[6144];     /* [1,1,32,192], panels of 16 */
	float square_blocks_block_6_conv2d_1_kernel[6144];       /* [1,1,32,192], panels of 16 */
	float average_blocks_block_6_conv2d_1_kernel[6144];      /* [1,1,32,192], panels of 16 */
	float momentum_blocks_block_6_batch_norm_1_gamma[192];   /* [192] */
	float square_blocks_block_6_batch_norm_1_gamma[192];     /* [192] */
	float average_blocks_block_6_batch_norm_1_gamma[192];    /* [192] */
	float momentum_blocks_block_6_batch_norm_1_beta[192];    /* [192] */
	float square_blocks_block_6_batch_norm_1_beta[192];      /* [192] */
	float average_blocks_block_6_batch_norm_1_beta[192];     /* [192] */
	float momentum_blocks_block_6_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float square_blocks_block_6_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float average_blocks_block_6_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float momentum_blocks_block_6_batch_norm_2_gamma[192];   /* [192] */
	float square_blocks_block_6_batch_norm_2_gamma[192];     /* [192] */
	float average_blocks_block_6_batch_norm_2_gamma[192];    /* [192] */
	float momentum_blocks_block_6_batch_norm_2_beta[192];    /* [192] */
	float square_blocks_block_6_batch_norm_2_beta[192];      /* [192] */
	float average_blocks_block_6_batch_norm_2_beta[192];     /* [192] */
	float momentum_blocks_block_6_conv2d_2_kernel[6144];     /* [1,1,192,32], panels of 16 */
	float square_blocks_block_6_conv2d_2_kernel[6144];       /* [1,1,192,32], panels of 16 */
	float average_blocks_block_6_conv2d_2_kernel[6144];      /* [1,1,192,32], panels of 16 */
	float momentum_blocks_block_6_batch_norm_3_gamma[32];    /* [32] */
	float square_blocks_block_6_batch_norm_3_gamma[32];      /* [32] */
	float average_blocks_block_6_batch_norm_3_gamma[32];     /* [32] */
	float momentum_blocks_block_6_batch_norm_3_beta[32];     /* [32] */
	float square_blocks_block_6_batch_norm_3_beta[32];       /* [32] */
	float average_blocks_block_6_batch_norm_3_beta[32];      /* [32] */
	float momentum_blocks_block_7_conv2d_1_kernel[6144];     /* [1,1,32,192], panels of 16 */
	float square_blocks_block_7_conv2d_1_kernel[6144];       /* [1,1,32,192], panels of 16 */
	float average_blocks_block_7_conv2d_1_kernel[6144];      /* [1,1,32,192], panels of 16 */
	float momentum_blocks_block_7_batch_norm_1_gamma[192];   /* [192] */
	float square_blocks_block_7_batch_norm_1_gamma[192];     /* [192] */
	float average_blocks_block_7_batch_norm_1_gamma[192];    /* [192] */
	float momentum_blocks_block_7_batch_norm_1_beta[192];    /* [192] */
	float square_blocks_block_7_batch_norm_1_beta[192];      /* [192] */
	float average_blocks_block_7_batch_norm_1_beta[192];     /* [192] */
	float momentum_blocks_block_7_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float square_blocks_block_7_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float average_blocks_block_7_depthwise_conv2d_1_kernel[1728];  /* [3,3,192,1] */
	float momentum_blocks_block_7_batch_norm_2_gamma[192];   /* [192] */
	float square_blocks_block_7_batch_norm_2_gamma[192];     /* [192] */
	float average_blocks_block_7_batch_norm_2_gamma[192];    /* [192] */
	float momentum_blocks_block_7_batch_norm_2_beta[192];    /* [192] */
	float square_blocks_block_7_batch_norm_2_beta[192];      /* [192] */
	float average_blocks_block_7_batch_norm_2_beta[192];     /* [192] */
	float momentum_blocks_block_7_conv2d_2_kernel[12288];    /* [1,1,192,64], panels of 16 */
	float square_blocks_block_7_conv2d_2_kernel[12288];      /* [1,1,192,64], panels of 16 */
	float average_blocks_block_7_conv2d_2_kernel[12288];     /* [1,1,192,64], panels of 16 */
	float momentum_blocks_block_7_batch_norm_3_gamma[64];    /* [64] */
	float square_blocks_block_7_batch_norm_3_gamma[64];      /* [64] */
	float average_blocks_block_7_batch_norm_3_gamma[64];     /* [64] */
	float momentum_blocks_block_7_batch_norm_3_beta[64];     /* [64] */
	float square_blocks_block_7_batch_norm_3_beta[64];       /* [64] */
	float average_blocks_block_7_batch_norm_3_beta[64];      /* [64] */
	float momentum_blocks_block_8_conv2d_1_kernel[24576];    /* [1,1,64,384], panels of 16 */
	float square_blocks_block_8_conv2d_1_kernel[24576];      /* [1,1,64,384], panels of 16 */
	float average_blocks_block_8_conv2d_1_kernel[24576];     /* [1,1,64,384], panels of 16 */
	float momentum_blocks_block_8_batch_norm_1_gamma[384];   /* [384] */
	float square_blocks_block_8_batch_norm_1_gamma[384];     /* [384] */
	float average_blocks_block_8_batch_norm_1_gamma[384];    /* [384] */
	float momentum_blocks_block_8_batch_norm_1_beta[384];    /* [384] */
	float square_blocks_block_8_batch_norm_1_beta[384];      /* [384] */
	float average_blocks_block_8_batch_norm_1_beta[384];     /* [384] */
	float momentum_blocks_block_8_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float square_blocks_block_8_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float average_blocks_block_8_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float momentum_blocks_block_8_batch_norm_2_gamma[384];   /* [384] */
	float square_blocks_block_8_batch_norm_2_gamma[384];     /* [384] */
	float average_blocks_block_8_batch_norm_2_gamma[384];    /* [384] */
	float momentum_blocks_block_8_batch_norm_2_beta[384];    /* [384] */
	float square_blocks_block_8_batch_norm_2_beta[384];      /* [384] */
	float average_blocks_block_8_batch_norm_2_beta[384];     /* [384] */
	float momentum_blocks_block_8_conv2d_2_kernel[24576];    /* [1,1,384,64], panels of 16 */
	float square_blocks_block_8_conv2d_2_kernel[24576];      /* [1,1,384,64], panels of 16 */
	float average_blocks_block_8_conv2d_2_kernel[24576];     /* [1,1,384,64], panels of 16 */
	float momentum_blocks_block_8_batch_norm_3_gamma[64];    /* [64] */
	float square_blocks_block_8_batch_norm_3_gamma[64];      /* [64] */
	float average_blocks_block_8_batch_norm_3_gamma[64];     /* [64] */
	float momentum_blocks_block_8_batch_norm_3_beta[64];     /* [64] */
	float square_blocks_block_8_batch_norm_3_beta[64];       /* [64] */
	float average_blocks_block_8_batch_norm_3_beta[64];      /* [64] */
	float momentum_blocks_block_9_conv2d_1_kernel[24576];    /* [1,1,64,384], panels of 16 */
	float square_blocks_block_9_conv2d_1_kernel[24576];      /* [1,1,64,384], panels of 16 */
	float average_blocks_block_9_conv2d_1_kernel[24576];     /* [1,1,64,384], panels of 16 */
	float momentum_blocks_block_9_batch_norm_1_gamma[384];   /* [384] */
	float square_blocks_block_9_batch_norm_1_gamma[384];     /* [384] */
	float average_blocks_block_9_batch_norm_1_gamma[384];    /* [384] */
	float momentum_blocks_block_9_batch_norm_1_beta[384];    /* [384] */
	float square_blocks_block_9_batch_norm_1_beta[384];      /* [384] */
	float average_blocks_block_9_batch_norm_1_beta[384];     /* [384] */
	float momentum_blocks_block_9_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float square_blocks_block_9_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float average_blocks_block_9_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float momentum_blocks_block_9_batch_norm_2_gamma[384];   /* [384] */
	float square_blocks_block_9_batch_norm_2_gamma[384];     /* [384] */
	float average_blocks_block_9_batch_norm_2_gamma[384];    /* [384] */
	float momentum_blocks_block_9_batch_norm_2_beta[384];    /* [384] */
	float square_blocks_block_9_batch_norm_2_beta[384];      /* [384] */
	float average_blocks_block_9_batch_norm_2_beta[384];     /* [384] */
	float momentum_blocks_block_9_conv2d_2_kernel[24576];    /* [1,1,384,64], panels of 16 */
	float square_blocks_block_9_conv2d_2_kernel[24576];      /* [1,1,384,64], panels of 16 */
	float average_blocks_block_9_conv2d_2_kernel[24576];     /* [1,1,384,64], panels of 16 */
	float momentum_blocks_block_9_batch_norm_3_gamma[64];    /* [64] */
	float square_blocks_block_9_batch_norm_3_gamma[64];      /* [64] */
	float average_blocks_block_9_batch_norm_3_gamma[64];     /* [64] */
	float momentum_blocks_block_9_batch_norm_3_beta[64];     /* [64] */
	float square_blocks_block_9_batch_norm_3_beta[64];       /* [64] */
	float average_blocks_block_9_batch_norm_3_beta[64];      /* [64] */
	float momentum_blocks_block_10_conv2d_1_kernel[24576];   /* [1,1,64,384], panels of 16 */
	float square_blocks_block_10_conv2d_1_kernel[24576];     /* [1,1,64,384], panels of 16 */
	float average_blocks_block_10_conv2d_1_kernel[24576];    /* [1,1,64,384], panels of 16 */
	float momentum_blocks_block_10_batch_norm_1_gamma[384];  /* [384] */
	float square_blocks_block_10_batch_norm_1_gamma[384];    /* [384] */
	float average_blocks_block_10_batch_norm_1_gamma[384];   /* [384] */
	float momentum_blocks_block_10_batch_norm_1_beta[384];   /* [384] */
	float square_blocks_block_10_batch_norm_1_beta[384];     /* [384] */
	float average_blocks_block_10_batch_norm_1_beta[384];    /* [384] */
	float momentum_blocks_block_10_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float square_blocks_block_10_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float average_blocks_block_10_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float momentum_blocks_block_10_batch_norm_2_gamma[384];  /* [384] */
	float square_blocks_block_10_batch_norm_2_gamma[384];    /* [384] */
	float average_blocks_block_10_batch_norm_2_gamma[384];   /* [384] */
	float momentum_blocks_block_10_batch_norm_2_beta[384];   /* [384] */
	float square_blocks_block_10_batch_norm_2_beta[384];     /* [384] */
	float average_blocks_block_10_batch_norm_2_beta[384];    /* [384] */
	float momentum_blocks_block_10_conv2d_2_kernel[24576];   /* [1,1,384,64], panels of 16 */
	float square_blocks_block_10_conv2d_2_kernel[24576];     /* [1,1,384,64], panels of 16 */
	float average_blocks_block_10_conv2d_2_kernel[24576];    /* [1,1,384,64], panels of 16 */
	float momentum_blocks_block_10_batch_norm_3_gamma[64];   /* [64] */
	float square_blocks_block_10_batch_norm_3_gamma[64];     /* [64] */
	float average_blocks_block_10_batch_norm_3_gamma[64];    /* [64] */
	float momentum_blocks_block_10_batch_norm_3_beta[64];    /* [64] */
	float square_blocks_block_10_batch_norm_3_beta[64];      /* [64] */
	float average_blocks_block_10_batch_norm_3_beta[64];     /* [64] */
	float momentum_blocks_block_11_conv2d_1_kernel[24576];   /* [1,1,64,384], panels of 16 */
	float square_blocks_block_11_conv2d_1_kernel[24576];     /* [1,1,64,384], panels of 16 */
	float average_blocks_block_11_conv2d_1_kernel[24576];    /* [1,1,64,384], panels of 16 */
	float momentum_blocks_block_11_batch_norm_1_gamma[384];  /* [384] */
	float square_blocks_block_11_batch_norm_1_gamma[384];    /* [384] */
	float average_blocks_block_11_batch_norm_1_gamma[384];   /* [384] */
	float momentum_blocks_block_11_batch_norm_1_beta[384];   /* [384] */
	float square_blocks_block_11_batch_norm_1_beta[384];     /* [384] */
	float average_blocks_block_11_batch_norm_1_beta[384];    /* [384] */
	float momentum_blocks_block_11_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float square_blocks_block_11_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float average_blocks_block_11_depthwise_conv2d_1_kernel[3456];  /* [3,3,384,1] */
	float momentum_blocks_block_11_batch_norm_2_gamma[384];  /* [384] */
	float square_blocks_block_11_batch_norm_2_gamma[384];    /* [384] */
	float average_blocks_block_11_batch_norm_2_gamma[384];   /* [384] */
	float momentum_blocks_block_11_batch_norm_2_beta[384];   /* [384] */
	float square_blocks_block_11_batch_norm_2_beta[384];     /* [384] */
	float average_blocks_block_11_batch_norm_2_beta[384];    /* [384] */
	float momentum_blocks_block_11_conv2d_2_kernel[36864];   /* [1,1,384,96], panels of 16 */
	float square_blocks_block_11_conv2d_2_kernel[36864];     /* [1,1,384,96], panels of 16 */
	float average_blocks_block_11_conv2d_2_kernel[36864];    /* [1,1,384,96], panels of 16 */
	float momentum_blocks_block_11_batch_norm_3_gamma[96];   /* [96] */
	float square_blocks_block_11_batch_norm_3_gamma[96];     /* [96] */
	float average_blocks_block_11_batch_norm_3_gamma[96];    /* [96] */
	float momentum_blocks_block_11_batch_norm_3_beta[96];    /* [96] */
	float square_blocks_block_11_batch_norm_3_beta[96];      /* [96] */
	float average_blocks_block_11_batch_norm_3_beta[96];     /* [96] */
	float momentum_blocks_block_12_conv2d_1_kernel[55296];   /* [1,1,96,576], panels of 16 */
	float square_blocks_block_12_conv2d_1_kernel[55296];     /* [1,1,96,576], panels of 16 */
	float average_blocks_block_12_conv2d_1_kernel[55296];    /* [1,1,96,576], panels of 16 */
	float momentum_blocks_block_12_batch_norm_1_gamma[576];  /* [576] */
	float square_blocks_block_12_batch_norm_1_gamma[576];    /* [576] */
	float average_blocks_block_12_batch_norm_1_gamma[576];   /* [576] */
	float momentum_blocks_block_12_batch_norm_1_beta[576];   /* [576] */
	float square_blocks_block_12_batch_norm_1_beta[576];     /* [576] */
	float average_blocks_block_12_batch_norm_1_beta[576];    /* [576] */
	float momentum_blocks_block_12_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float square_blocks_block_12_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float average_blocks_block_12_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float momentum_blocks_block_12_batch_norm_2_gamma[576];  /* [576] */
	float square_blocks_block_12_batch_norm_2_gamma[576];    /* [576] */
	float average_blocks_block_12_batch_norm_2_gamma[576];   /* [576] */
	float momentum_blocks_block_12_batch_norm_2_beta[576];   /* [576] */
	float square_blocks_block_12_batch_norm_2_beta[576];     /* [576] */
	float average_blocks_block_12_batch_norm_2_beta[576];    /* [576] */
	float momentum_blocks_block_12_conv2d_2_kernel[55296];   /* [1,1,576,96], panels of 16 */
	float square_blocks_block_12_conv2d_2_kernel[55296];     /* [1,1,576,96], panels of 16 */
	float average_blocks_block_12_conv2d_2_kernel[55296];    /* [1,1,576,96], panels of 16 */
	float momentum_blocks_block_12_batch_norm_3_gamma[96];   /* [96] */
	float square_blocks_block_12_batch_norm_3_gamma[96];     /* [96] */
	float average_blocks_block_12_batch_norm_3_gamma[96];    /* [96] */
	float momentum_blocks_block_12_batch_norm_3_beta[96];    /* [96] */
	float square_blocks_block_12_batch_norm_3_beta[96];      /* [96] */
	float average_blocks_block_12_batch_norm_3_beta[96];     /* [96] */
	float momentum_blocks_block_13_conv2d_1_kernel[55296];   /* [1,1,96,576], panels of 16 */
	float square_blocks_block_13_conv2d_1_kernel[55296];     /* [1,1,96,576], panels of 16 */
	float average_blocks_block_13_conv2d_1_kernel[55296];    /* [1,1,96,576], panels of 16 */
	float momentum_blocks_block_13_batch_norm_1_gamma[576];  /* [576] */
	float square_blocks_block_13_batch_norm_1_gamma[576];    /* [576] */
	float average_blocks_block_13_batch_norm_1_gamma[576];   /* [576] */
	float momentum_blocks_block_13_batch_norm_1_beta[576];   /* [576] */
	float square_blocks_block_13_batch_norm_1_beta[576];     /* [576] */
	float average_blocks_block_13_batch_norm_1_beta[576];    /* [576] */
	float momentum_blocks_block_13_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float square_blocks_block_13_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float average_blocks_block_13_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float momentum_blocks_block_13_batch_norm_2_gamma[576];  /* [576] */
	float square_blocks_block_13_batch_norm_2_gamma[576];    /* [576] */
	float average_blocks_block_13_batch_norm_2_gamma[576];   /* [576] */
	float momentum_blocks_block_13_batch_norm_2_beta[576];   /* [576] */
	float square_blocks_block_13_batch_norm_2_beta[576];     /* [576] */
	float average_blocks_block_13_batch_norm_2_beta[576];    /* [576] */
	float momentum_blocks_block_13_conv2d_2_kernel[55296];   /* [1,1,576,96], panels of 16 */
	float square_blocks_block_13_conv2d_2_kernel[55296];     /* [1,1,576,96], panels of 16 */
	float average_blocks_block_13_conv2d_2_kernel[55296];    /* [1,1,576,96], panels of 16 */
	float momentum_blocks_block_13_batch_norm_3_gamma[96];   /* [96] */
	float square_blocks_block_13_batch_norm_3_gamma[96];     /* [96] */
	float average_blocks_block_13_batch_norm_3_gamma[96];    /* [96] */
	float momentum_blocks_block_13_batch_norm_3_beta[96];    /* [96] */
	float square_blocks_block_13_batch_norm_3_beta[96];      /* [96] */
	float average_blocks_block_13_batch_norm_3_beta[96];     /* [96] */
	float momentum_blocks_block_14_conv2d_1_kernel[55296];   /* [1,1,96,576], panels of 16 */
	float square_blocks_block_14_conv2d_1_kernel[55296];     /* [1,1,96,576], panels of 16 */
	float average_blocks_block_14_conv2d_1_kernel[55296];    /* [1,1,96,576], panels of 16 */
	float momentum_blocks_block_14_batch_norm_1_gamma[576];  /* [576] */
	float square_blocks_block_14_batch_norm_1_gamma[576];    /* [576] */
	float average_blocks_block_14_batch_norm_1_gamma[576];   /* [576] */
	float momentum_blocks_block_14_batch_norm_1_beta[576];   /* [576] */
	float square_blocks_block_14_batch_norm_1_beta[576];     /* [576] */
	float average_blocks_block_14_batch_norm_1_beta[576];    /* [576] */
	float momentum_blocks_block_14_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float square_blocks_block_14_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float average_blocks_block_14_depthwise_conv2d_1_kernel[5184];  /* [3,3,576,1] */
	float momentum_blocks_block_14_batch_norm_2_gamma[576];  /* [576] */
	float square_blocks_block_14_batch_norm_2_gamma[576];    /* [576] */
	float average_blocks_block_14_batch_norm_2_gamma[576];   /* [576] */
	float momentum_blocks_block_14_batch_norm_2_beta[576];   /* [576] */
	float square_blocks_block_14_batch_norm_2_beta[576];     /* [576] */
	float average_blocks_block_14_batch_norm_2_beta[576];    /* [576] */
	float momentum_blocks_block_14_conv2d_2_kernel[92160];   /* [1,1,576,160], panels of 16 */
	float square_blocks_block_14_conv2d_2_kernel[92160];     /* [1,1,576,160], panels of 16 */
	float average_blocks_block_14_conv2d_2_kernel[92160];    /* [1,1,576,160], panels of 16 */
	float momentum_blocks_block_14_batch_norm_3_gamma[160];  /* [160] */
	float square_blocks_block_14_batch_norm_3_gamma[160];    /* [160] */
	float average_blocks_block_14_batch_norm_3_gamma[160];   /* [160] */
	float momentum_blocks_block_14_batch_norm_3_beta[160];   /* [160] */
	float square_blocks_block_14_batch_norm_3_beta[160];     /* [160] */
	float average_blocks_block_14_batch_norm_3_beta[160];    /* [160] */
	float momentum_blocks_block_15_conv2d_1_kernel[153600];  /* [1,1,160,960], panels of 16 */
	float square_blocks_block_15_conv2d_1_kernel[153600];    /* [1,1,160,960], panels of 16 */
	float average_blocks_block_15_conv2d_1_kernel[153600];   /* [1,1,160,960], panels of 16 */
	float momentum_blocks_block_15_batch_norm_1_gamma[960];  /* [960] */
	float square_blocks_block_15_batch_norm_1_gamma[960];    /* [960] */
	float average_blocks_block_15_batch_norm_1_gamma[960];   /* [960] */
	float momentum_blocks_block_15_batch_norm_1_beta[960];   /* [960] */
	float square_blocks_block_15_batch_norm_1_beta[960];     /* [960] */
	float average_blocks_block_15_batch_norm_1_beta[960];    /* [960] */
	float momentum_blocks_block_15_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float square_blocks_block_15_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float average_blocks_block_15_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float momentum_blocks_block_15_batch_norm_2_gamma[960];  /* [960] */
	float square_blocks_block_15_batch_norm_2_gamma[960];    /* [960] */
	float average_blocks_block_15_batch_norm_2_gamma[960];   /* [960] */
	float momentum_blocks_block_15_batch_norm_2_beta[960];   /* [960] */
	float square_blocks_block_15_batch_norm_2_beta[960];     /* [960] */
	float average_blocks_block_15_batch_norm_2_beta[960];    /* [960] */
	float momentum_blocks_block_15_conv2d_2_kernel[153600];  /* [1,1,960,160], panels of 16 */
	float square_blocks_block_15_conv2d_2_kernel[153600];    /* [1,1,960,160], panels of 16 */
	float average_blocks_block_15_conv2d_2_kernel[153600];   /* [1,1,960,160], panels of 16 */
	float momentum_blocks_block_15_batch_norm_3_gamma[160];  /* [160] */
	float square_blocks_block_15_batch_norm_3_gamma[160];    /* [160] */
	float average_blocks_block_15_batch_norm_3_gamma[160];   /* [160] */
	float momentum_blocks_block_15_batch_norm_3_beta[160];   /* [160] */
	float square_blocks_block_15_batch_norm_3_beta[160];     /* [160] */
	float average_blocks_block_15_batch_norm_3_beta[160];    /* [160] */
	float momentum_blocks_block_16_conv2d_1_kernel[153600];  /* [1,1,160,960], panels of 16 */
	float square_blocks_block_16_conv2d_1_kernel[153600];    /* [1,1,160,960], panels of 16 */
	float average_blocks_block_16_conv2d_1_kernel[153600];   /* [1,1,160,960], panels of 16 */
	float momentum_blocks_block_16_batch_norm_1_gamma[960];  /* [960] */
	float square_blocks_block_16_batch_norm_1_gamma[960];    /* [960] */
	float average_blocks_block_16_batch_norm_1_gamma[960];   /* [960] */
	float momentum_blocks_block_16_batch_norm_1_beta[960];   /* [960] */
	float square_blocks_block_16_batch_norm_1_beta[960];     /* [960] */
	float average_blocks_block_16_batch_norm_1_beta[960];    /* [960] */
	float momentum_blocks_block_16_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float square_blocks_block_16_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float average_blocks_block_16_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float momentum_blocks_block_16_batch_norm_2_gamma[960];  /* [960] */
	float square_blocks_block_16_batch_norm_2_gamma[960];    /* [960] */
	float average_blocks_block_16_batch_norm_2_gamma[960];   /* [960] */
	float momentum_blocks_block_16_batch_norm_2_beta[960];   /* [960] */
	float square_blocks_block_16_batch_norm_2_beta[960];     /* [960] */
	float average_blocks_block_16_batch_norm_2_beta[960];    /* [960] */
	float momentum_blocks_block_16_conv2d_2_kernel[153600];  /* [1,1,960,160], panels of 16 */
	float square_blocks_block_16_conv2d_2_kernel[153600];    /* [1,1,960,160], panels of 16 */
	float average_blocks_block_16_conv2d_2_kernel[153600];   /* [1,1,960,160], panels of 16 */
	float momentum_blocks_block_16_batch_norm_3_gamma[160];  /* [160] */
	float square_blocks_block_16_batch_norm_3_gamma[160];    /* [160] */
	float average_blocks_block_16_batch_norm_3_gamma[160];   /* [160] */
	float momentum_blocks_block_16_batch_norm_3_beta[160];   /* [160] */
	float square_blocks_block_16_batch_norm_3_beta[160];     /* [160] */
	float average_blocks_block_16_batch_norm_3_beta[160];    /* [160] */
	float momentum_blocks_block_17_conv2d_1_kernel[153600];  /* [1,1,160,960], panels of 16 */
	float square_blocks_block_17_conv2d_1_kernel[153600];    /* [1,1,160,960], panels of 16 */
	float average_blocks_block_17_conv2d_1_kernel[153600];   /* [1,1,160,960], panels of 16 */
	float momentum_blocks_block_17_batch_norm_1_gamma[960];  /* [960] */
	float square_blocks_block_17_batch_norm_1_gamma[960];    /* [960] */
	float average_blocks_block_17_batch_norm_1_gamma[960];   /* [960] */
	float momentum_blocks_block_17_batch_norm_1_beta[960];   /* [960] */
	float square_blocks_block_17_batch_norm_1_beta[960];     /* [960] */
	float average_blocks_block_17_batch_norm_1_beta[960];    /* [960] */
	float momentum_blocks_block_17_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float square_blocks_block_17_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float average_blocks_block_17_depthwise_conv2d_1_kernel[8640];  /* [3,3,960,1] */
	float momentum_blocks_block_17_batch_norm_2_gamma[960];  /* [960] */
	float square_blocks_block_17_batch_norm_2_gamma[960];    /* [960] */
	float average_blocks_block_17_batch_norm_2_gamma[960];   /* [960] */
	float momentum_blocks_block_17_batch_norm_2_beta[960];   /* [960] */
	float square_blocks_block_17_batch_norm_2_beta[960];     /* [960] */
	float average_blocks_block_17_batch_norm_2_beta[960];    /* [960] */
	float momentum_blocks_block_17_conv2d_2_kernel[307200];  /* [1,1,960,320], panels of 16 */
	float square_blocks_block_17_conv2d_2_kernel[307200];    /* [1,1,960,320], panels of 16 */
	float average_blocks_block_17_conv2d_2_kernel[307200];   /* [1,1,960,320], panels of 16 */
	float momentum_blocks_block_17_batch_norm_3_gamma[320];  /* [320] */
	float square_blocks_block_17_batch_norm_3_gamma[320];    /* [320] */
	float average_blocks_block_17_batch_norm_3_gamma[320];   /* [320] */
	float momentum_blocks_block_17_batch_norm_3_beta[320];   /* [320] */
	float square_blocks_block_17_batch_norm_3_beta[320];     /* [320] */
	float average_blocks_block_17_batch_norm_3_beta[320];    /* [320] */
	float momentum_conv2d_2_kernel[409600];                  /* [1,1,320,1280], panels of 16 */
	float square_conv2d_2_kernel[409600];                    /* [1,1,320,1280], panels of 16 */
	float average_conv2d_2_kernel[409600];                   /* [1,1,320,1280], panels of 16 */
	float momentum_batch_norm_2_gamma[1280];                 /* [1280] */
	float square_batch_norm_2_gamma[1280];                   /* [1280] */
	float average_batch_norm_2_gamma[1280];                  /* [1280] */
	float momentum_batch_norm_2_beta[1280];                  /* [1280] */
	float square_batch_norm_2_beta[1280];                    /* [1280] */
	float average_batch_norm_2_beta[1280];                   /* [1280] */
	float momentum_dense_1_kernel[1280000];                  /* [1280,1000] */
	float square_dense_1_kernel[1280000];                    /* [1280,1000] */
	float average_dense_1_kernel[1280000];                   /* [1280,1000] */
	float momentum_dense_1_bias[1000];                       /* [1000] */
	float square_dense_1_bias[1000];                         /* [1000] */
	float average_dense_1_bias[1000];                        /* [1000] */
	uint32_t piece, piece_check;  /* of a step in pieces; 0: none is under way */
} mobilenet_train_state;

/* Scratch: nothing in it survives a call; those of different functions may share memory in a union. */
typedef struct mobilenet_infer_workspace {
	float memory[1505472];
} mobilenet_infer_workspace;

typedef struct mobilenet_train_workspace {
	float memory[219476624];
	uint32_t memory_u32[4];
	uint8_t memory_bool[1024002];
	uint8_t batch_x[2408448];  /* where the loop gathers a batch */
	int32_t batch_label[16];  /* where the loop gathers a batch */
	struct {
		const uint8_t *x;
		const int32_t *label;
		size_t count;
		float report[7];
	} slice;  /* a step in pieces */
} mobilenet_train_workspace;

typedef struct mobilenet_init_workspace {
	float memory[1];
} mobilenet_init_workspace;

/* ---- parameters -------------------------------------------------------------------------- */

extern const cr_tensor mobilenet_tensors[MOBILENET_TENSORS];

/* From a safetensors file in memory; params are untouched unless CR_OK. report and error may be null. */
cr_status mobilenet_load(mobilenet_params *params, const void *file, size_t size, uint32_t flags,
                         cr_load_report *report, cr_error *error);
cr_status mobilenet_save(const mobilenet_params *params, const cr_store *store);
/* One tensor of the directory as a row-major copy, out and in; another number does nothing. */
void mobilenet_get(const mobilenet_params *params, uint32_t tensor, void *out);
void mobilenet_set(mobilenet_params *params, uint32_t tensor, const void *in);
/* Of names, shapes and values: equal on every machine. */
uint64_t mobilenet_digest(const mobilenet_params *params);
void mobilenet_init(mobilenet_params *params, mobilenet_init_workspace *workspace, uint64_t seed);

/* ---- functions: any number of threads, one workspace each, params shared ----------------- */

void mobilenet_infer(const mobilenet_params *params, mobilenet_infer_workspace *workspace,
                     const uint8_t x[150528], float probs[1000], int32_t best[1]);

/* ---- training: train ---------------------------------------------------------------------- */

void mobilenet_train_init(mobilenet_train_state *train_state, uint64_t seed);
/* How many updates the run will make, where a schedule asks; for loops of your own. */
void mobilenet_train_length(mobilenet_train_state *train_state, uint64_t steps);

/* Means over the examples of one call, weighted; weight is their sum of weights. */
typedef struct mobilenet_metrics {
	float loss, accuracy, gradient_norm, weight;
} mobilenet_metrics;

/* One micro-batch of count examples, 1 .. MOBILENET_BATCH. CR_ERR_NONFINITE: nothing was updated. metrics may
 * be null. */
/* label 0 .. 999: another value is CR_ERR_DATA, and nothing is changed. */
cr_status mobilenet_train_step(mobilenet_params *params, mobilenet_train_state *train_state,
                               mobilenet_train_workspace *workspace, size_t count, const uint8_t *x,
                               const int32_t *label, mobilenet_metrics *metrics);
cr_status mobilenet_evaluate(const mobilenet_params *params, const mobilenet_train_state *train_state,
                             mobilenet_train_workspace *workspace, size_t count, const uint8_t *x,
                             const int32_t *label, mobilenet_metrics *metrics);
/* The same step in pieces of at most budget kernels (0 counts as 1): CR_MORE until it is done, then what the
 * step returns. params and train_state change in the last piece only, which takes all updates together whatever
 * the budget. The inputs and workspace must stay as they are until then; with -DCR_DEBUG a change in
 * train_state or workspace is CR_ERR_ARGUMENT. CR_ERR_ARGUMENT also where no step was begun, or with a bad
 * count. */
void mobilenet_train_begin(mobilenet_train_state *train_state, mobilenet_train_workspace *workspace,
                           size_t count, const uint8_t *x, const int32_t *label);
cr_status mobilenet_train_continue(mobilenet_params *params, mobilenet_train_state *train_state,
                                   mobilenet_train_workspace *workspace, uint32_t budget,
                                   mobilenet_metrics *metrics);
/* The averaged parameters into params. */
void mobilenet_train_average(mobilenet_params *params, const mobilenet_train_state *train_state);

typedef struct mobilenet_train_example {
	uint8_t *x;
	int32_t *label;
} mobilenet_train_example;  /* where read writes one example */
typedef struct mobilenet_train_data {
	uint64_t count;
	cr_status (*read)(void *user, uint64_t index, const mobilenet_train_example *out);
	void *user;
	const uint8_t *x;  /* whole arrays, used where read is null */
	const int32_t *label;
} mobilenet_train_data;

/* The whole loop. validation, options, result and error may be null. */
cr_status mobilenet_train(mobilenet_params *params, mobilenet_train_state *train_state,
                          mobilenet_train_workspace *workspace, const mobilenet_train_data *data,
                          const mobilenet_train_data *validation, const cr_train_options *options,
                          cr_train_result *result, cr_error *error);
/* The table that describes the training to the loop of cr_train.h: for programs that drive it themselves. */
const struct cr_train_model *mobilenet_train_table(void);
/* A checkpoint: everything a run needs to go on. */
cr_status mobilenet_train_save(const mobilenet_params *params, const mobilenet_train_state *train_state,
                               const cr_store *store);
cr_status mobilenet_train_load(mobilenet_params *params, mobilenet_train_state *train_state, const void *file,
                               size_t size, cr_error *error);

#ifdef __cplusplus
}
#endif
#endif
